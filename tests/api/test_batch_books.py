"""By the batch and one by one: facts are answered alike and give the same books."""

import json
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earning.models import ActionTerms, BonusTerms
from programme import actions as programme
from programme.actions import many_orders
from shop.models import Category, Customer, Shop
from shop.rules.facts import CustomerFact, ProductFact
from tests.api.conftest import Caller, key_for
from tests.factories import START, VoucherFactory, day, line, make_card, make_shop
from tests.offers import open_offer, percent, ships
from tests.referrals.friends import accept, become, open_referrals
from tests.statements import assert_honest, convert, put_order, set_rules, use
from tests.tiers.ladder import bronze, gold, set_tiers, silver
from vouchers.models import Voucher

_runs = count(1)
STATES = ["pending", "paid", "paid", "delivered", "cancelled", "refunded"]
# Two members, a guest with a member's address, a friend who was brought, who owes points,
# one that nobody has stated, nobody.
CUSTOMERS = ["57", "58", "60", "61", "62", "99", None]
ADDRESSES = ["", "bob@example.com", "nobody@example.com"]


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    at = START - timedelta(days=draw(st.sampled_from([0, 0, 1, 20, 150])))
    return {
        "type": "order",
        # Few, so that some come again, as they were or changed.
        "id": str(draw(st.integers(1, 12))),
        "body": {
            "customer": draw(st.sampled_from(CUSTOMERS)),
            "email": draw(st.sampled_from(ADDRESSES)),
            "state": draw(st.sampled_from(STATES)),
            "currency": draw(st.sampled_from(["EUR"] * 9 + ["USD"])),
            "placed_at": at.isoformat(),
            "updated_at": (at + timedelta(hours=draw(st.integers(0, 2)))).isoformat(),
            "paid_at": draw(st.sampled_from([None, at.isoformat()])),
            "shipping": draw(st.sampled_from(["0.00", "5.80"])),
            "discount": draw(st.sampled_from(["0.00", "0.00", "9.99"])),
            "total": draw(st.sampled_from([None, "12.00"])),
            "vouchers": draw(st.sampled_from([[]] * 8 + [["FID-A"], ["FID-ALL"]])),
            "gift_cards": draw(
                st.sampled_from([[]] * 8 + [[{"code": "CAD-A", "amount": "20.00"}]])
            ),
            "lines": [
                {
                    "id": str(line),
                    "product": draw(st.sampled_from(["p1", "p1", "p3", "p3", "card"])),
                    "quantity": draw(st.integers(1, 3)),
                    "unit_price": draw(st.sampled_from(["10.00", "260.00", "7.123456"])),
                    "refunded_quantity": draw(st.sampled_from([0, 0, 1])),
                }
                for line in range(draw(st.integers(1, 2)))
            ],
        },
    }


others = st.sampled_from(
    [
        {"type": "customer", "id": "99", "body": {"email": "new@example.com"}},
        {"type": "product", "id": "p3", "body": {"categories": ["tea"]}},
        {"type": "cart", "id": "c1", "body": {"customer": "57"}},
    ]
)


@pytest.mark.django_db
@given(said=st.lists(st.one_of(orders(), orders(), orders(), others), max_size=14))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_batch_is_as_good_as_its_items_one_by_one(said: list[dict[str, Any]]) -> None:
    for item in said:
        item["body"].setdefault("updated_at", START.isoformat())
    one_by_one, at_once = (_set_up(f"{way}-{next(_runs)}") for way in ("one", "all"))
    single, batch = key_for(one_by_one), key_for(at_once)

    for _ in range(2):
        # The second time most of it is known already.
        answers = [_put(single, item) for item in said]
        told = batch.post("/batch", {"items": said}).json()["results"]
        assert [_answer(each) for each in told] == answers

    books, expected = _books(at_once), _books(one_by_one)
    more = {name: books[name] - expected[name] for name in books}
    less = {name: expected[name] - books[name] for name in books}
    assert [name for name in books if more[name] or less[name]] == [], (more, less)
    assert_honest()


def test_most_orders_of_a_batch_are_written_together(
    api: Caller, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The property above would hold as well if each were taken in by itself."""
    alone: list[object] = []
    monkeypatch.setattr(
        many_orders, "settle_order", lambda **order: alone.append(order["order"])
    )
    items = [_plain(str(n), customer=str(n % 7)) for n in range(30)]

    results = api.post("/batch", {"items": items}).json()["results"]

    assert {each["status"] for each in results} == {201}
    assert sum(each["points"]["granted"] for each in results) == 30 * 4
    assert alone == []


def test_an_order_that_is_known_already_is_answered_without_a_lock(
    api: Caller, alice: Customer, django_assert_num_queries: Any
) -> None:
    items = [_plain(str(n), customer="57") for n in range(50)]
    first = api.post("/batch", {"items": items}).json()["results"]

    with django_assert_num_queries(6) as asked:
        again = api.post("/batch", {"items": items}).json()["results"]

    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in asked.captured_queries)
    assert {each["status"] for each in again} == {200}
    assert not any(each["changed"] for each in again)
    assert [each["points"]["granted"] for each in again] == [
        each["points"]["granted"] for each in first
    ]


def test_one_order_that_cannot_be_written_leaves_the_others_in(
    api: Caller, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [_plain(str(n), customer="57") for n in range(3)]

    def broken(**_named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(many_orders, "add_orders", broken)
    results = api.post("/batch", {"items": items}).json()["results"]

    assert [each["status"] for each in results] == [201, 201, 201]
    assert [each["points"]["granted"] for each in results] == [4, 4, 4]


def _plain(external_id: str, *, customer: str) -> dict[str, Any]:
    at = START.isoformat()
    line = {"id": "1", "product": "p1", "quantity": 1, "unit_price": "40.00"}
    body = {"state": "paid", "currency": "EUR", "placed_at": at, "updated_at": at}
    return {
        "type": "order",
        "id": external_id,
        "body": body | {"customer": customer, "lines": [line], "shipping": "5.00"},
    }


def _put(api: Caller, item: dict[str, Any]) -> Any:
    answer = api.put(f"/{item['type']}s/{item['id']}", item["body"])
    told = answer.json()
    if answer.status_code >= 400:
        told = {"problem": told}
    return _masked(told | {"status": answer.status_code})


def _answer(told: dict[str, Any]) -> Any:
    return _masked({key: told[key] for key in told if key not in {"type", "id"}})


def _masked(told: dict[str, Any]) -> Any:
    """Codes of cards are drawn by lot."""
    for card in told.get("gift_cards_issued", []):
        card["code"] = "drawn"
    return told


def _set_up(code: str) -> Shop:
    """Every setting that an order can meet."""
    shop = make_shop(code)
    tea = Category.objects.create(shop=shop, external_id="tea")
    _state_people(shop)
    for product, fact in [
        ("p1", ProductFact(updated_at=START, categories=("tea",))),
        ("card", ProductFact(updated_at=START, gift_card=True)),
    ]:
        programme.receive_product(
            shop=shop, external_id=product, fact=fact, author="system", now=START
        )
    set_rules(
        shop,
        include_shipping=True,
        bonuses=[
            BonusTerms(
                priority=1,
                name="Tea",
                categories=[tea.pk],
                kind="factor",
                factor=Decimal(2),
            )
        ],
        actions=[ActionTerms(type="first_order", points=5)],
    )
    worth = {"voucher_kind": "amount", "voucher_worth": Decimal(5), "voucher_days": 30}
    set_tiers(
        shop,
        bronze(points_multiplier=Decimal(1)),
        silver(points_multiplier=Decimal("1.5"), mail=True, **worth),
        gold(points_multiplier=Decimal(2), mail=True, **worth),
    )
    open_offer(shop, percent(300, 5), ships(500))
    return shop


def _state_people(shop: Shop) -> None:
    open_referrals(shop)
    people = {
        "57": CustomerFact(updated_at=START, email="alice@example.com"),
        "58": CustomerFact(
            updated_at=START,
            email="bob@example.com",
            email_verified=True,
            registered_at=START - timedelta(days=30),
        ),
        "60": CustomerFact(updated_at=START, email="bob@example.com", guest=True),
        "62": CustomerFact(updated_at=START, email="carol@example.com"),
    }
    for external_id, fact in people.items():
        programme.receive_customer(
            shop=shop, external_id=external_id, fact=fact, author="system", now=START
        )
    alice, carol = (
        Customer.objects.get(shop=shop, external_id=each) for each in ("57", "62")
    )
    accept(become(alice), "friend@example.com", on=0)
    programme.receive_customer(
        shop=shop,
        external_id="61",
        fact=CustomerFact(
            updated_at=START, email="friend@example.com", registered_at=START
        ),
        author="system",
        now=START,
    )
    # Carol has spent points that a cancelled order takes back.
    put_order(shop, "d1", line(1, "80.00"), customer=carol)
    use(shop, convert(carol), "d2", on=0)
    put_order(shop, "d1", line(1, "80.00"), customer=carol, state="cancelled", on=0.1)
    for kind in ("FID-A", "FID-ALL"):
        VoucherFactory.create(
            shop=shop,
            code=kind,
            origin=Voucher.Origin.MANUAL,
            customer=alice if kind == "FID-A" else None,
            valid_from=day(-300),
        )
    make_card(shop, code="CAD-A", valid_from=day(-300))


_BOOKS = {
    "ledger": """
        SELECT customer.external_id, movement.number, movement.kind, movement.source,
               movement.points, movement.balance, movement.adjustment, movement.author,
               movement.happened_at, bought.external_id, entry.kind, entry.points,
               rules.number
        FROM points_movement movement
        JOIN shop_customer customer ON customer.id = movement.account_id
        LEFT JOIN points_ledgerentry entry ON entry.movement_id = movement.id
        LEFT JOIN shop_order bought ON bought.id = movement.order_id
        LEFT JOIN earning_ruleversion rules ON rules.id = movement.rules_id
        WHERE movement.shop_id = %s
    """,
    "accounts": """
        SELECT customer.external_id, points, debt, moves FROM points_account account
        JOIN shop_customer customer ON customer.id = account.customer_id
        WHERE account.shop_id = %s
    """,
    "lots": """
        SELECT customer.external_id, bought.external_id, cause, multiplier, first_order,
               issued, clawed_back, written_off, expired, remaining, settlements,
               activates_at, expires_at
        FROM points_lot lot
        JOIN shop_customer customer ON customer.id = lot.account_id
        LEFT JOIN shop_order bought ON bought.id = lot.order_id
        WHERE lot.shop_id = %s
    """,
    "orders": """
        SELECT external_id, counts, qualified_at, qualified_by, states_seen::text,
               updated_at, encode(digest, 'hex'), notes::text, purchase,
               (SELECT json_agg(ARRAY[line.known_discount, line.voucher_discount]
                                ORDER BY line.external_id)::text
                FROM shop_orderline line WHERE line.order_id = bought.id)
        FROM shop_order bought WHERE shop_id = %s AND external_id <> 'd2'
    """,
    "tiers": """
        SELECT customer.external_id, held.name, reached.name, move.up, move.cause,
               bought.external_id, move.spent, move.minimum, move.author, move.at
        FROM tiers_move move JOIN shop_customer customer ON customer.id = move.customer_id
        LEFT JOIN tiers_tier held ON held.id = move.before_id
        LEFT JOIN tiers_tier reached ON reached.id = move.after_id
        LEFT JOIN shop_order bought ON bought.id = move.order_id
        WHERE move.shop_id = %s
    """,
    "standings": """
        SELECT customer.external_id, tier.name, held.name, standing.since
        FROM shop_customer customer
        LEFT JOIN tiers_tierstanding standing ON standing.customer_id = customer.id
        LEFT JOIN tiers_tier tier ON tier.id = standing.tier_id
        LEFT JOIN shop_customergroup held ON held.id = customer.tier_group_id
        WHERE customer.shop_id = %s
    """,
    "vouchers": """
        SELECT customer.external_id, origin, kind, amount, percent, used, label,
               valid_from, valid_until, cancelled_at
        FROM vouchers_voucher voucher
        LEFT JOIN shop_customer customer ON customer.id = voucher.customer_id
        WHERE voucher.shop_id = %s
    """,
    "offers": """
        SELECT bought.external_id, amount FROM vouchers_offeruse given
        JOIN shop_order bought ON bought.id = given.order_id WHERE bought.shop_id = %s
    """,
    "cards": """
        SELECT bought.external_id, line, amount, balance, valid_until, cancelled_at
        FROM giftcards_giftcard card
        LEFT JOIN shop_order bought ON bought.id = card.order_id WHERE card.shop_id = %s
    """,
    "referrals": """
        SELECT friend.external_id, status, bought.external_id
        FROM referrals_referral referral
        LEFT JOIN shop_customer friend ON friend.id = referral.friend_id
        LEFT JOIN shop_order bought ON bought.id = referral.order_id
        WHERE referral.shop_id = %s
    """,
    "mails": """
        SELECT customer.external_id, mail_type, advertising, values::text, due_at, state
        FROM mailing_mail mail
        LEFT JOIN shop_customer customer ON customer.id = mail.customer_id
        WHERE mail.shop_id = %s
    """,
    "events": """
        SELECT customer, type, data::text FROM outbox_event WHERE shop_id = %s
    """,
}
# Codes that are drawn, and keys of rows: they differ from shop to shop.
_DRAWN = re.compile(
    r"[A-Z]{3}-[0-9A-Z]{6,}|lot:\d+|api:\d+|convert:\d+:[-0-9a-f]+"
    r"|voucher_id\W+\d+|card\W+\d+|ends_with\W+[-A-Z0-9]+"
)


def _books(shop: Shop) -> dict[str, Counter[str]]:
    """All that hangs on orders, by the shop's own names."""
    found = {}
    with connection.cursor() as cursor:
        for name, statement in _BOOKS.items():
            cursor.execute(statement, [shop.pk])
            rows = (
                _DRAWN.sub("drawn", json.dumps(row, default=str))
                for row in cursor.fetchall()
            )
            found[name] = Counter(rows)
    return found
