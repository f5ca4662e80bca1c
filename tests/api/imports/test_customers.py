"""A file of customers: who they are, and what they have said about offers."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from mailing.models import Consent
from mailing.queries.eligibility import may_receive
from shop.models import Customer, Shop
from tests.mailing.mail_types import OFFER

pytestmark = pytest.mark.django_db

HEAD = (
    "customer;email;first_name;birthday;registered_at;guest;offers;offers_at;offers_wording"
)
JULIE = (
    "61;julie@gens.example;Julie;31/05/1990;02/01/2026;non;oui;02/01/2026 10:00;Newsletter"
)


def run(tmp_path: Path, *rows: str, head: str = HEAD) -> str:
    path = tmp_path / "customers.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    out = StringIO()
    with translation.override("en"):
        call_command("import_customers", path, shop="boutique", stdout=out)
    return out.getvalue()


def why_not(external_id: str) -> str | None:
    who = Customer.objects.get(external_id=external_id)
    return may_receive([who], OFFER, timezone.now())[who.pk]


def test_a_customer_and_their_yes_come_in(shop: Shop, tmp_path: Path) -> None:
    assert run(tmp_path, JULIE) == (
        "1 customers new or changed, 0 unchanged, 0 lines refused\n"
    )

    row = Customer.objects.get(external_id="61")
    consent = Consent.objects.get()
    assert (row.first_name, str(row.birthday), row.guest) == ("Julie", "1990-05-31", False)
    assert (consent.given, consent.wording, consent.source) == (True, "Newsletter", "file")
    assert consent.recorded_at.isoformat() == "2026-01-02T09:00:00+00:00"
    assert why_not("61") is None


def test_the_same_file_again_says_nothing_new(shop: Shop, tmp_path: Path) -> None:
    run(tmp_path, JULIE)

    assert run(tmp_path, JULIE).startswith("0 customers new or changed, 1 unchanged")
    assert Consent.objects.count() == 1


def test_a_no_binds_the_address_and_an_empty_cell_says_nothing(
    shop: Shop, tmp_path: Path
) -> None:
    run(
        tmp_path,
        "61;julie@gens.example;;;;;non;02/01/2026;",
        "62;JULIE+x@gens.example;;;;;oui;01/01/2026;",
        "63;max@gens.example;;;;;;;",
    )

    assert (why_not("61"), why_not("62")) == ("unsubscribed", "unsubscribed")
    assert why_not("63") == "no_consent"
    assert Consent.objects.count() == 2


def test_bad_rows_are_named_and_leave_nothing(shop: Shop, tmp_path: Path) -> None:
    said = run(
        tmp_path,
        "61;julie@gens.example;;;;;oui;;",
        "63;max@gens.example;;;;;perhaps;;",
        ";nobody@gens.example;;;;;;;",
        "64;anna@gens.example;;32/01/1990;;;;;",
        "65;lise@gens.example;;;;;;;",
    )

    assert said.splitlines() == [
        "1 customers new or changed, 0 unchanged, 4 lines refused",
        "  line 2: consents.at: This is needed.",
        "  line 3: offers: yes or no is needed.",
        "  line 4: The customer has no number.",
        "  line 5: birthday: A date is needed, such as 1990-05-31.",
    ]
    assert [each.external_id for each in Customer.objects.all()] == ["65"]
    assert not Consent.objects.exists()


def test_a_file_without_the_columns_is_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="customer, email"):
        run(tmp_path, head="client;mail")
