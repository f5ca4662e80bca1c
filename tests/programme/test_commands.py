"""The commands everyone relies on."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from earning.queries import versions as earning_versions
from points.queries import history as points_history
from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import day, order_fact


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue().strip()


def corrupt(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def order(alice: Customer) -> None:
    programme.receive_order(
        shop=alice.shop,
        external_id="46",
        fact=order_fact(customer=alice),
        author="system",
        now=day(0),
    )


@pytest.mark.django_db
def test_a_new_shop_starts_with_the_numbers_merchants_know() -> None:
    run("create_shop", "lumiere", "--name", "L’Atelier Lumière")

    shop = Shop.objects.get(code="lumiere")
    rules = earning_versions.rules_at(shop, day(0))
    assert (shop.name, shop.currency, shop.timezone) == (
        "L’Atelier Lumière",
        "EUR",
        "Europe/Paris",
    )
    assert (rules.ratio, rules.value, rules.validity) == (
        Decimal(10),
        Decimal("0.50"),
        100,
    )
    assert (rules.voucher_minimum, rules.voucher_days) == (Decimal(5), 365)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("no spaces",),
        ("admin",),
        ("lumiere", "--currency", "euros"),
        ("lumiere", "--timezone", "Europe/Atlantis"),
    ],
)
def test_a_shop_that_cannot_be_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("create_shop", *arguments, "--name", "X")

    assert not Shop.objects.exists()


def test_a_shop_is_created_once(shop: Shop) -> None:
    with pytest.raises(CommandError, match="boutique"):
        run("create_shop", shop.code, "--name", "Again")


@pytest.mark.usefixtures("order")
def test_honest_books_agree() -> None:
    assert run("audit") == "The books agree."


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("UPDATE points_lot SET remaining = remaining + 1", "an account holds"),
        ("UPDATE points_account SET points = points - 1", "an account holds"),
        ("UPDATE points_account SET moves = 2", "an account agrees"),
        ("UPDATE points_account SET debt = 3", "a debt is"),
        ("UPDATE points_lot SET issued = issued + 1", "the net of an order's lot"),
        ("UPDATE points_lot SET expired = 2", "a lot has what expired"),
        ("UPDATE shop_orderline SET quantity = 9", "an order has given"),
        ("UPDATE shop_order SET states_seen = '{}'", "an order has given"),
    ],
)
def test_a_row_corrupted_by_hand_is_found(sql: str, check: str) -> None:
    corrupt(sql)
    said = StringIO()

    with pytest.raises(CommandError, match="disagreements"):
        call_command("audit", stdout=said)

    assert check in said.getvalue()


@pytest.mark.usefixtures("order")
def test_an_entry_slipped_in_past_the_triggers_is_found() -> None:
    corrupt(
        "INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points) "
        "SELECT movement_id, lot_id, 'earn', 5 FROM points_ledgerentry"
    )
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("audit", stdout=said)

    assert "a lot holds what its entries leave" in said.getvalue()
    assert "a movement is the sum of its entries" in said.getvalue()


@pytest.mark.usefixtures("order")
def test_settle_brings_the_books_to_the_facts(alice: Customer) -> None:
    corrupt("UPDATE shop_orderline SET quantity = 2")

    said = run("settle", "--shop", "boutique")

    assert said == "boutique: 1 orders looked at"
    assert [lot.net for lot in points_history.lots(alice)] == [8]
    assert run("audit") == "The books agree."


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize(
    ("since", "looked_at"),
    [("2026-04-30", 1), ("2026-05-02", 0), ("2026-05-01T12:00:00+02:00", 1)],
)
def test_settle_since_a_day_of_the_shop(since: str, looked_at: int) -> None:
    assert run("settle", "--since", since) == f"boutique: {looked_at} orders looked at"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "2026-05-01T10:00:00"])
def test_settle_says_what_a_time_looks_like(since: str) -> None:
    with pytest.raises(CommandError, match="--since"):
        run("settle", "--since", since)


def test_settle_knows_its_shops(shop: Shop) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        run("settle", "--shop", "nowhere")


@pytest.mark.usefixtures("order")
def test_the_night_writes_down_what_has_expired() -> None:
    corrupt("UPDATE shop_order SET paid_at = now() - interval '9 days'")
    corrupt(
        "UPDATE points_lot SET activates_at = now() - interval '9 days', "
        "expires_at = now() - interval '1 day'"
    )

    quiet = [
        "resolve",
        "referrals",
        "invitations",
        "connections",
        "birthdays",
        "tiers",
        "conditions",
        "notices",
        "archive",
        "holds",
        "cards",
        "files",
        "senders",
        "links",
        "roots",
        "sessions",
        "history",
        "wishes",
        "events",
    ]
    after = [f"{step}: 0" for step in quiet]
    first = ["erase: 0", "retention: 0", "claim: 0"]
    assert run("nightly").split("\n") == [*first, "expire: 1", *after]
    assert run("nightly").split("\n") == [*first, "expire: 0", *after]
    assert run("audit") == "The books agree."
