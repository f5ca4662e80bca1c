"""Movements are chained: one that is changed, by whomever, is found and named."""

import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.sql import Fragment
from giftcards.models import CardMovement
from mailing.models import Mail
from points.models import Movement
from programme import actions as programme
from programme.actions.roots import write_roots
from programme.queries.inconsistencies import ledger_inconsistencies
from programme.queries.roots import root_inconsistencies
from shop.models import Customer, LedgerRoot, Shop
from tests.factories import day, line, make_card, order_fact
from tests.statements import adjust, put_order, set_rules

pytestmark = pytest.mark.django_db


@contextmanager
def superuser() -> Iterator[Any]:
    """Past every trigger, as whoever owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def named() -> list[str]:
    return [each.subject for each in ledger_inconsistencies() if "changed" in each.check]


def test_honest_books_are_whole(alice: Customer) -> None:
    for points in (10, 5, -3):
        adjust(alice, points)
    make_card(alice.shop)

    assert named() == []
    assert all(len(bytes(each.hash)) == 32 for each in Movement.objects.all())
    hashes = {bytes(each.hash) for each in Movement.objects.all()}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    "change",
    [
        "points = points + 1000",
        "author = 'staff:99'",
        "happened_at = happened_at + interval '1 second'",
        "source = 'other'",
    ],
)
def test_a_movement_changed_by_a_superuser_is_found_and_named(
    alice: Customer, change: str
) -> None:
    for points in (10, 5, -3):
        adjust(alice, points)

    with superuser() as cursor:
        cursor.execute(f"UPDATE points_movement SET {change} WHERE number = 2")  # noqa: S608

    assert f"entry 2 of account_id {alice.pk}" in named()


def test_a_movement_changed_with_its_hash_breaks_the_next(alice: Customer) -> None:
    for points in (10, 5, -3):
        adjust(alice, points)

    with superuser() as cursor:
        cursor.execute("UPDATE points_movement SET points = 1000 WHERE number = 2")
        cursor.execute(
            "UPDATE points_movement m SET hash = points_movement_hash("
            "(SELECT hash FROM points_movement WHERE number = 1), m) WHERE number = 2"
        )

    assert f"entry 3 of account_id {alice.pk}" in named()


def test_a_movement_of_a_gift_card_is_chained_too(shop: Shop) -> None:
    card = make_card(shop)
    assert CardMovement.objects.filter(card=card).exists()

    with superuser() as cursor:
        cursor.execute("UPDATE giftcards_cardmovement SET amount = amount + 100")

    assert f"entry 1 of card_id {card.pk}" in named()


# Each column of money and of what it is for: the table, its new value, what audit names.
ROWS = [
    ("points_ledgerentry", "points = points + 1", "lot "),
    ("points_ledgerentry", "lot_id = (SELECT max(id) FROM points_lot)", "lot "),
    ("points_ledgerentry", "kind = 'reinstate'", "lot "),
    ("points_ledgerentry", "movement_id = movement_id + 1", "movement "),
    ("points_lot", "remaining = remaining + 1", "lot "),
    ("points_lot", "issued = issued + 1", "lot "),
    ("points_lot", "expired = expired + 1", "lot "),
    ("points_lot", "clawed_back = 1", "lot "),
    ("points_lot", "written_off = 1", "lot "),
    (
        "points_lot",
        "account_id = (SELECT max(customer_id) FROM points_account)",
        "account ",
    ),
    ("points_account", "points = points + 1", "account "),
    ("points_account", "debt = debt + 1", "account "),
    ("points_account", "moves = moves + 1", "account "),
    ("giftcards_giftcard", "balance = balance - 1", "gift card "),
    ("giftcards_giftcard", "amount = amount + 1", "gift card "),
    ("giftcards_giftcard", "moved = moved + 1", "gift card "),
    ("giftcards_giftcard", "code = 'CAD-OTHER'", "entry 1 of card_id "),
    ("giftcards_giftcard", "single_use = NOT single_use", "entry 1 of card_id "),
    ("giftcards_giftcard", "minimum = minimum + 1", "entry 1 of card_id "),
    ("giftcards_giftcard", "vat_rate = 20, vat_regime = 'single'", "entry 1 of card_id "),
]


@pytest.mark.parametrize(("table", "change", "subject"), ROWS)
def test_one_row_of_money_changed_by_a_superuser_is_found_and_named(
    alice: Customer, bob: Customer, table: str, change: str, subject: str
) -> None:
    set_rules(alice.shop)
    put_order(alice.shop, "46", customer=alice)
    adjust(alice, 10)
    adjust(alice, -1)
    adjust(bob, 3)
    make_card(alice.shop)
    assert [*ledger_inconsistencies()] == []
    first = "customer_id" if table == "points_account" else "id"
    past = Fragment(
        "UPDATE {table} SET {change} WHERE {first} = (SELECT min({first}) FROM {table})"
    ).fill(table=table, change=change, first=first)

    with superuser() as cursor:
        cursor.execute(past.text)
        assert cursor.rowcount == 1

    found = [each.subject for each in ledger_inconsistencies()]
    assert [each for each in found if each.startswith(subject)], found


def test_points_moved_between_lots_inside_one_movement_break_the_root(
    alice: Customer,
) -> None:
    """Two entries and two lots that still add up: only what was kept outside tells."""
    adjust(alice, 10)
    adjust(alice, 11)
    adjust(alice, -12)
    assert sum(write_roots(now=later())) == 1
    assert [*ledger_inconsistencies()] == []

    with superuser() as cursor:
        cursor.execute(
            "UPDATE points_ledgerentry SET points = CASE points WHEN -10 THEN -9"
            " ELSE -3 END WHERE points < 0"
        )
        cursor.execute(
            "UPDATE points_lot lot SET remaining = (SELECT sum(points)"
            " FROM points_ledgerentry WHERE lot_id = lot.id)"
        )

    found = [*ledger_inconsistencies()]
    assert len(found) == 1
    assert "root" in found[0].check


def test_movements_that_come_by_an_import_are_chained_as_the_others_are(
    alice: Customer,
) -> None:
    """Set-based: they are numbered by one statement and written by COPY."""
    set_rules(alice.shop)
    history = [
        (
            f"{number}",
            order_fact(
                line(1, f"{number}0.00"),
                customer=alice,
                placed_at=day(number),
                paid_at=day(number),
            ),
        )
        for number in range(1, 9)
    ]
    adjust(alice, 1)

    list(
        programme.import_orders(
            shop=alice.shop, orders=history, author="import", now=day(20)
        )
    )
    put_order(alice.shop, "46", customer=alice, on=21)

    rows = Movement.objects.filter(account=alice.pk).order_by("number")
    assert [row.number for row in rows] == [*range(1, 11)]
    assert len({bytes(row.hash) for row in rows}) == 10
    assert named() == []
    with superuser() as cursor:
        cursor.execute("UPDATE points_movement SET points = points + 1 WHERE number = 5")
    assert f"entry 5 of account_id {alice.pk}" in named()


def later(hours: int = 2) -> Any:
    return timezone.now() + timedelta(hours=hours)


def test_every_night_leaves_a_root_that_a_rewritten_past_does_not_give(
    alice: Customer,
) -> None:
    Shop.objects.update(root_email="compta@example.com")
    adjust(alice, 10)
    assert sum(write_roots(now=later(1))) == 1
    assert sum(write_roots(now=later(3))) == 0, "once a night"
    adjust(alice, 5)
    assert sum(write_roots(now=later(26))) == 1
    assert [row.movements for row in LedgerRoot.objects.order_by("until")] == [1, 1]
    assert [*root_inconsistencies()] == []
    mail = Mail.objects.filter(mail_type="ledger_root").latest("pk")
    assert mail.values["root"] == str(LedgerRoot.objects.latest("until"))

    with superuser() as cursor:
        # The whole chain is written anew: only a root kept outside tells.
        cursor.execute("UPDATE points_movement SET points = 1000 WHERE number = 1")
        for number in (1, 2):
            cursor.execute(
                "UPDATE points_movement m SET hash = points_movement_hash("
                "(SELECT hash FROM points_movement WHERE number = %s), m)"
                " WHERE number = %s",
                [number - 1, number],
            )

    assert f"entry 1 of account_id {alice.pk}" not in named()
    assert len([*root_inconsistencies()]) == 2


def checker() -> Any:
    path = Path(__file__).resolve().parents[2] / "docs" / "check_statement.py"
    spec = importlib.util.spec_from_file_location("check_statement", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_signed_statement_is_checked_offline_and_shows_what_was_changed(
    alice: Customer,
) -> None:
    set_rules(alice.shop)
    put_order(alice.shop, "46", customer=alice)
    adjust(alice, 5)
    client = Client()
    user = User.objects.create_user(alice.email.lower())
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")

    answer = client.get(f"/{alice.shop.code}/compte/points/releve.json")
    document = json.loads(answer.content)
    faults = checker().faults

    assert len(document["movements"]) == Movement.objects.filter(account=alice.pk).count()
    assert faults(document) == []
    assert faults(document, document["public_key"]) == []
    assert faults(document, "00" * 32) == ["it was signed with another key"]
    changed = json.loads(json.dumps(document))
    first = changed["movements"][0]
    first["content"] = first["content"].replace("settle", "adjust").replace("1", "2", 1)
    assert len(faults(changed)) >= 2
    changed = json.loads(json.dumps(document))
    changed["available"] += 100
    assert faults(changed) == ["it was changed after it was signed"]
