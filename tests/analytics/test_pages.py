"""« Ce que je dois »: the page, its files, the right it needs, and the command."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.rules import RoleName
from analytics.models import AccountingTerms
from shop.models import Customer, Shop
from tests.factories import day, make_shop
from tests.staff import backoffice, make_boss, make_member, make_staff, page_cost
from tests.statements import convert, put_order, set_rules


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    with time_machine.travel(day(45), tick=False):
        yield


@pytest.fixture
def told(shop: Shop, alice: Customer) -> Shop:
    """44 points of which 10 have become a voucher of 5 €."""
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.50"), validity=None)
    put_order(shop, "O1", customer=alice)
    put_order(shop, "O2", customer=alice, on=40, placed_at=day(40), paid_at=day(40))
    convert(alice, 10, on=41)
    return shop


def address(shop: Shop, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/admin/analytics/accountingterms/owed/{shop.pk}/?{query}"


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_says_what_was_owed_on_the_day_asked_for(told: Shop) -> None:
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"

    before = boss.get(address(told, on="2026-06-01")).content.decode()
    after = boss.get(address(told, on="2026-06-13")).content.decode()

    assert "20,00\N{NO-BREAK SPACE}€ dus à la fin du 1er juin 2026" in before
    assert "40,00\N{NO-BREAK SPACE}€ dus à la fin du 13 juin 2026" in after


def test_it_costs_the_same_whatever_has_moved(shop: Shop, alice: Customer) -> None:
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    page_cost(boss, address(shop))
    alone = page_cost(boss, address(shop))
    for number in range(3):
        put_order(shop, f"O{number}", customer=alice, on=number)

    assert page_cost(boss, address(shop)) == alone


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (RoleName.OWNER, 200),
        (RoleName.ACCOUNTING, 200),
        (RoleName.MARKETING, 403),
        (RoleName.SUPPORT, 403),
        (RoleName.READING, 403),
    ],
)
def test_owners_and_accountants_may_see_it(shop: Shop, role: RoleName, answer: int) -> None:
    client = backoffice(make_member(role, shop))

    assert client.get(address(shop)).status_code == answer


def test_another_shop_s_is_not_there(shop: Shop) -> None:
    staff = make_staff(
        "sam@example.com", make_shop("autre"), rights=["analytics.view_liability"]
    )

    assert backoffice(staff).get(address(shop)).status_code == 404


def test_the_entries_are_a_french_journal_whose_sides_are_equal(told: Shop) -> None:
    AccountingTerms.objects.create(shop=told, use_percent=50, provision="15181")
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"

    head, *rows = rows_of(boss.get(address(told, on="2026-06-30", csv="entries")).content)

    assert head == ["Journal", "Date", "Compte", "Libellé", "Débit", "Crédit"]
    assert [row[2] for row in rows] == ["6815", "15181"]
    assert rows[0][0] == "OD"
    assert rows[0][1] == "30/06/2026"
    debits, credits_ = (
        [Decimal(row[side].replace(",", ".")) for row in rows] for side in (4, 5)
    )
    assert sum(debits) == sum(credits_) > 0


def test_the_detail_is_a_file(told: Shop) -> None:
    boss = backoffice(make_boss())
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"

    rows = rows_of(boss.get(address(told, on="2026-06-13", csv="detail")).content)

    assert ["Points", "Acquis ou émis en", "2026-05", "30"] in rows
    assert ["Points", "Prend fin en", "jamais", "70"] in rows


def test_the_command_writes_the_same_figures(
    told: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("liability", shop=told.code, on="2026-06-13", json=True)

    found = json.loads(capsys.readouterr().out)

    assert found["points"]["points"] == 70
    assert found["points"]["total"] == "35.00"
    assert found["vouchers"]["total"] == "5.00"
    assert found["owed"] == "40.00"
    assert found["points"]["by_month_earned"] == {"2026-05": 30, "2026-06": 40}
    assert found["points"]["by_month_of_expiry"] == {"never": 70}
    last = found["points"]["points_months"][-1]
    assert (last["given"], last["used"], last["closing"]) == (40, 10, 70)


@pytest.mark.parametrize("asked", ["2026-13-01", "yesterday"])
def test_the_command_refuses_what_is_no_day(shop: Shop, asked: str) -> None:
    with pytest.raises(CommandError):
        call_command("liability", shop=shop.code, on=asked)


def test_the_command_refuses_a_shop_that_is_not_there(client: Client, db: None) -> None:
    with pytest.raises(CommandError):
        call_command("liability", shop="nulle-part", on="2026-06-01")
