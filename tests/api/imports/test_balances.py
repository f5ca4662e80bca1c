"""A file of opening balances: each customer once, refused lines with their reason."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from points.queries.balance import balance
from programme.queries.inconsistencies import ledger_inconsistencies
from shop.models import Customer, Shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice", "bob")]

FILE = """customer;points;expires_at;reason
57;120;never;Solde
58;30;2099-12-31T23:59:59+01:00;
nobody;10;;
57x;10;;
58;many;;
58;5;2020-01-01;
"""


def run(path: Path, text: str, source: str = "old") -> str:
    path.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("import_balances", path, shop="boutique", source=source, stdout=out)
    return out.getvalue()


def test_customers_are_given_once_and_bad_lines_are_named(tmp_path: Path) -> None:
    file = tmp_path / "balances.csv"

    with translation.override("en"):
        first = run(file, FILE)
        again = run(file, FILE)

    assert first.startswith("2 customers given points, 0 had them, 4 lines refused")
    assert "line 4: No customer is known under “nobody”." in first
    assert "line 6: points: A whole number is needed." in first
    assert "line 7: expires_at" in first
    assert again.startswith("0 customers given points, 2 had them, 4 lines refused")
    assert not list(ledger_inconsistencies())


def test_points_arrive(tmp_path: Path, shop: Shop, alice: Customer) -> None:
    run(tmp_path / "b.csv", "customer,points\n57,12\n")

    alice.shop = shop
    assert balance(alice, timezone.now()).available == 12


@pytest.mark.parametrize("text", ["", "client;solde\n57;1\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match="customer, points"):
        run(tmp_path / "b.csv", text)
