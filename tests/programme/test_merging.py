"""Two ids of one person: what follows, what stays, and how the two part again."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from api import queries as api_queries
from points import actions as points
from points.models import Account, Lot, Movement
from points.queries import history as points_history
from programme import actions as programme
from shop import actions as shops
from shop.models import Cart, Customer, Order, Shop
from shop.rules.facts import CartFact
from tests.connections import steps
from tests.factories import CustomerFactory, day, line, make_shop, order_fact
from tests.statements import (
    adjust,
    assert_honest,
    convert,
    entries,
    left,
    lot_of,
    merge,
    points_of,
    put_customer,
    put_order,
    set_rules,
    story,
    unmerge,
    use,
)
from vouchers.models import Voucher

# All that a merge and its undoing leave as it was: only movements are added.
type Books = dict[str, list[Any]]


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


@pytest.fixture
def carol(shop: Shop) -> Customer:
    return CustomerFactory.create(shop=shop, external_id="59", email="carol@example.com")


def books() -> Books:
    accounts = Account.objects.order_by("pk")
    return {
        "lots": list(Lot.objects.order_by("pk").values()),
        "accounts": list(accounts.values("customer_id", "points", "debt")),
        "orders": list(Order.objects.order_by("pk").values()),
        "carts": list(Cart.objects.order_by("pk").values()),
        "vouchers": list(Voucher.objects.order_by("pk").values()),
    }


def later(
    shop: Shop, who: Customer, order: str, euros: int, placed: float, **fields: Any
) -> None:
    """An order placed on one day; stated then, unless another day is given."""
    dates: dict[str, Any] = {"placed_at": day(placed), "paid_at": day(placed), "on": placed}
    put_order(shop, order, line(1, f"{euros}"), customer=who, **dates | fields)


def owe(shop: Shop, who: Customer, order: str, euros: int, *, on: float) -> None:
    """The customer has spent the points of an order that is refunded."""
    later(shop, who, order, euros, on)
    use(shop, convert(who, on=on), f"used {order}", on=on)
    later(shop, who, order, euros, on, on=on + 0.5, state="refunded")


def test_points_change_hands_and_keep_their_dates(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    later(shop, bob, "B", 10, 1)
    before = lot_of("A", alice)

    merge(bob, alice, on=2)

    lot = lot_of("A", bob)
    assert (lot.pk, lot.activates_at, lot.expires_at, lot.rules) == (
        before.pk,
        before.activates_at,
        before.expires_at,
        before.rules,
    )
    assert (points_of(alice, on=2), points_of(bob, on=2)) == ((0, 0, 0), (50, 0, 0))
    assert story(alice) == [("settle", 40, 40), ("merge", -40, 0)]
    assert story(bob) == [("settle", 10, 10), ("merge", 40, 50)]
    assert entries(bob) == [("transfer", "A", 40)]
    assert_honest()


@pytest.mark.parametrize("on", [3, 300])
def test_merged_and_parted_the_books_are_what_they_were(
    shop: Shop, alice: Customer, bob: Customer, on: float
) -> None:
    later(shop, alice, "A", 40, 0)
    later(shop, alice, "A2", 7, 0, state="pending")
    later(shop, bob, "B", 10, 1)
    convert(alice, 15, on=1)
    use(shop, convert(alice, 5, on=1), "U", on=1)
    adjust(alice, 3, on=1)
    shops.state_cart(
        shop=shop, external_id="c", fact=CartFact(updated_at=day(1), customer="57")
    )
    list(points.expire_due(now=day(on)))
    before = books()

    merge(bob, alice, on=on)
    assert books() != before
    unmerge(alice, on=on + 0.1)

    assert books() == before
    assert_honest()


def test_a_debt_follows_and_the_points_of_the_other_pay_it(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    owe(shop, alice, "A", 50, on=1)
    later(shop, bob, "B", 80, 2)

    merge(bob, alice, on=3)

    assert points_of(bob, on=3) == (30, 0, 0)
    assert entries(bob) == [("debt", None, -50), ("repay", "B", -50), ("debt", None, 50)]
    assert_honest()


@pytest.mark.parametrize("debtor_is_kept", [True, False])
def test_parting_gives_back_what_the_merge_paid_of_the_others_debt(
    shop: Shop, alice: Customer, bob: Customer, debtor_is_kept: bool
) -> None:
    owe(shop, alice, "A", 50, on=1)
    later(shop, bob, "B", 30, 2)
    kept, absorbed = (alice, bob) if debtor_is_kept else (bob, alice)
    before = books()

    merge(kept, absorbed, on=3)
    assert points_of(kept, on=3) == (0, 0, 20)
    unmerge(absorbed, on=4)

    assert (points_of(alice, on=4), points_of(bob, on=4)) == ((0, 0, 50), (30, 0, 0))
    assert books() == before
    assert_honest()


def test_two_debts_are_one_and_then_two(shop: Shop, alice: Customer, bob: Customer) -> None:
    owe(shop, alice, "A", 50, on=1)
    owe(shop, bob, "B", 20, on=2)

    merge(bob, alice, on=3)
    assert points_of(bob, on=3) == (0, 0, 70)
    later(shop, bob, "C", 25, 4)
    unmerge(alice, on=5)

    # The oldest debt is paid first: Bob's own, then five of what came with Alice.
    assert (points_of(alice, on=5), points_of(bob, on=5)) == ((0, 0, 45), (0, 0, 0))
    assert_honest()


def test_a_debt_made_meanwhile_goes_with_the_order_it_comes_from(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 50, 0)
    later(shop, bob, "B", 20, 0)
    merge(bob, alice, on=1)
    use(shop, convert(bob, on=1), "U", on=1)
    for order, who, euros in (("B", bob, 20), ("A", alice, 50)):
        later(shop, who, order, euros, 0, on=2, state="refunded")
    assert points_of(bob, on=2) == (0, 0, 70)

    unmerge(alice, on=3)

    assert (points_of(alice, on=3), points_of(bob, on=3)) == ((0, 0, 50), (0, 0, 20))
    assert_honest()


def test_what_was_spent_together_is_spent(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    later(shop, bob, "B", 30, 1)
    merge(bob, alice, on=2)

    voucher = convert(bob, 50, on=2)
    unmerge(alice, on=3)

    assert (left(alice), left(bob)) == ({"A": 0}, {"B": 20})
    voucher.refresh_from_db()
    assert voucher.customer == bob
    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(4))
    assert (left(alice), left(bob)) == ({"A": 40}, {"B": 30})
    assert [story(alice)[-1], story(bob)[-1]] == [
        ("give_back", 40, 40),
        ("give_back", 10, 30),
    ]
    assert_honest()


def test_a_voucher_follows_and_goes_home(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    voucher = convert(alice, 10)

    merge(bob, alice, on=1)
    used = use(shop, Voucher.objects.get(), "U", on=1)
    assert [each.state for each in used.settlement.vouchers] == ["used"]
    unmerge(alice, on=2)

    voucher.refresh_from_db()
    assert (voucher.customer, voucher.original_owner) == (alice, None)


def test_orders_for_the_old_id_are_the_old_ids_when_it_parts(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)

    later(shop, alice, "A", 40, 1)
    later(shop, bob, "B", 10, 1)
    assert points_of(bob, on=1) == (50, 0, 0)
    assert Order.objects.get(external_id="A").shop_customer == alice
    assert_honest()
    unmerge(alice, on=2)

    assert (left(alice), left(bob)) == ({"A": 40}, {"B": 10})
    later(shop, alice, "A", 40, 1, on=3, state="refunded")
    assert points_of(alice, on=3) == (0, 0, 0)
    assert_honest()


def test_a_refund_while_merged_takes_from_the_lot_of_the_order(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    later(shop, bob, "B", 10, 0)
    merge(bob, alice, on=1)

    later(shop, alice, "A", 40, 0, on=2, state="refunded")
    assert left(bob) == {"A": 0, "B": 10}
    later(shop, alice, "A", 40, 0, on=3, state="paid")
    assert left(bob) == {"A": 40, "B": 10}
    unmerge(alice, on=4)

    assert (left(alice), left(bob)) == ({"A": 40}, {"B": 10})
    assert_honest()


def test_what_the_lots_of_one_gave_for_the_other_stays_given(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    use(shop, convert(alice), "U", on=1)
    later(shop, bob, "B", 60, 1)
    merge(bob, alice, on=2)
    later(shop, alice, "A", 40, 0, on=3, state="refunded")
    assert left(bob)["B"] == 20

    unmerge(alice, on=4)
    later(shop, alice, "A", 40, 0, on=5, state="paid")

    assert left(alice) == {"A": 40}
    assert points_of(bob, on=5) == (20, 0, 0)
    assert_honest()


def test_an_order_that_both_have_held(shop: Shop, alice: Customer, bob: Customer) -> None:
    for on, who in enumerate([alice, bob]):
        put_order(shop, "46", customer=who, on=on)

    merge(bob, alice, on=2)
    assert points_of(bob, on=2) == (40, 0, 0)
    put_order(shop, "46", customer=alice, on=3)
    assert points_of(bob, on=3) == (40, 0, 0)
    assert_honest()
    unmerge(alice, on=4)

    assert (points_of(alice, on=4), points_of(bob, on=4)) == ((40, 0, 0), (0, 0, 0))
    assert_honest()


def test_a_chain_follows_to_its_end_and_parts_in_the_middle(
    shop: Shop, alice: Customer, bob: Customer, carol: Customer
) -> None:
    for who, order in ((alice, "A"), (bob, "B"), (carol, "C")):
        later(shop, who, order, 10, 0)
    merge(bob, alice, on=1)
    merge(carol, bob, on=2)
    later(shop, alice, "A2", 5, 3)
    assert points_of(carol, on=3) == (35, 0, 0)
    assert_honest()

    unmerge(bob, on=4)
    assert left(bob) == {"A": 10, "B": 10, "A2": 5}
    assert points_of(carol, on=4) == (10, 0, 0)
    assert_honest()

    unmerge(alice, on=5)
    assert (left(alice), left(bob)) == ({"A": 10, "A2": 5}, {"B": 10})
    assert_honest()


def test_the_first_of_a_chain_parts_from_its_end(
    shop: Shop, alice: Customer, bob: Customer, carol: Customer
) -> None:
    for who, order in ((alice, "A"), (bob, "B"), (carol, "C")):
        later(shop, who, order, 10, 0)
    merge(bob, alice, on=1)
    merge(carol, bob, on=2)

    unmerge(alice, on=3)

    assert (left(alice), left(carol)) == ({"A": 10}, {"B": 10, "C": 10})
    bob.refresh_from_db()
    assert bob.merged_into == carol
    assert_honest()


def test_merged_parted_and_merged_again(shop: Shop, alice: Customer, bob: Customer) -> None:
    owe(shop, alice, "A", 50, on=0)
    later(shop, bob, "B", 30, 0)
    before = books()

    for on in (1, 3, 5):
        merge(bob, alice, on=on)
        unmerge(alice, on=on + 1)
        assert books() == before

    assert_honest()


def test_the_orders_of_a_guest_earn_for_the_member(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_customer(shop, "57", guest=True)
    later(shop, alice, "A", 40, 1)

    merge(bob, alice, on=2)
    assert points_of(bob, on=2) == (40, 0, 0)
    later(shop, alice, "A2", 10, 3)
    assert points_of(bob, on=3) == (50, 0, 0)
    assert_honest()
    unmerge(alice, on=4)

    assert points_of(bob, on=4) == points_of(alice, on=4) == (0, 0, 0)
    assert_honest()


REFUSALS: dict[str, Callable[[Customer, Customer, Customer], object]] = {
    "same_customer": lambda alice, _bob, _carol: merge(alice, alice, on=1),
    "other_shop": lambda alice, _bob, _carol: merge(
        alice, CustomerFactory.create(shop=make_shop("autre")), on=1
    ),
    "already_merged": lambda alice, bob, carol: (
        merge(alice, bob, on=1),
        merge(carol, bob, on=2),
    ),
    "erased": lambda alice, bob, _carol: (
        programme.erase_customer(
            shop=bob.shop, external_id=bob.external_id, author="x", now=day(1)
        ),
        merge(alice, bob, on=1),
    ),
    "into_guest": lambda alice, bob, _carol: (
        put_customer(alice.shop, alice.external_id, guest=True),
        merge(alice, bob, on=1),
    ),
    "not_merged": lambda alice, _bob, _carol: unmerge(alice, on=1),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_cannot_be_merged_or_parted_is_refused(
    alice: Customer, bob: Customer, carol: Customer, code: str
) -> None:
    with pytest.raises((shops.CannotMerge, shops.NotMerged)) as refusal:
        REFUSALS[code](alice, bob, carol)

    assert refusal.value.code == code


@pytest.mark.parametrize("into", ["a merged one", "an erased one"])
def test_nobody_merges_into_an_erased_account(
    shop: Shop, alice: Customer, bob: Customer, carol: Customer, into: str
) -> None:
    if into == "a merged one":
        merge(carol, bob, on=0)
    else:
        programme.erase_customer(shop=shop, external_id="58", author="x", now=day(0))

    with pytest.raises(shops.CannotMerge):
        merge(bob, alice, on=1)


# --- Doors: facts of the old id, and whoever asks for it --------------------------


def test_the_account_of_the_old_id_is_that_of_the_kept_one(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)

    assert api_queries.customer_of(shop, "57") == bob


def test_what_the_shop_says_of_the_old_id_stays_its_own(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)

    stated = put_customer(shop, "57", on=1, email="alice@example.net", guest=True)

    bob.refresh_from_db()
    assert (stated.row.email, bob.email) == ("alice@example.net", "bob@example.com")
    assert stated.row.merged_into == bob
    later(shop, alice, "A", 40, 2)
    assert points_of(bob, on=2) == (40, 0, 0)


def test_a_cart_of_the_old_id_is_the_kept_ones(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)
    fact = CartFact(updated_at=day(1), customer="57")

    cart = shops.state_cart(shop=shop, external_id="c", fact=fact).row

    assert (cart.customer, cart.shop_customer) == (bob, alice)
    unmerge(alice, on=2)
    cart.refresh_from_db()
    assert (cart.customer, cart.shop_customer) == (alice, None)


def test_history_of_the_old_id_is_imported_for_the_kept_one(
    shop: Shop, alice: Customer, bob: Customer, carol: Customer
) -> None:
    merge(bob, alice, on=0)
    merge(carol, bob, on=0)
    facts = [(who.external_id, order_fact(customer=who)) for who in (alice, bob, carol)]
    list(programme.import_orders(shop=shop, orders=facts, author="system", now=day(1)))

    assert points_of(carol, on=1) == (120, 0, 0)
    assert_honest()
    unmerge(alice, on=2)
    assert left(alice) == {"57": 40}
    assert_honest()


def test_erasing_one_id_erases_the_person_under_all_of_them(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0, email="alice@example.com")
    adjust(alice, 5)
    merge(bob, alice, on=1)

    programme.erase_customer(shop=shop, external_id="57", author="x", now=day(2))

    for who in (alice, bob):
        who.refresh_from_db()
        assert (who.erased_at, who.email, who.first_name) == (day(2), "", "")
        assert [each.text for each in points_history.reasons(who)] in ([], [""])
    assert Order.objects.get().email == ""
    assert points_of(bob, on=2) == (0, 0, 0)
    later(shop, alice, "A2", 40, 3, email="alice@example.com")
    assert Order.objects.get(external_id="A2").email == ""
    assert points_of(bob, on=3) == (0, 0, 0)
    with pytest.raises(shops.ErasedCustomer):
        unmerge(alice, on=4)
    assert_honest()


def test_a_merge_takes_its_locks_in_the_one_order(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)
    convert(alice, 10)

    with steps() as merging:
        merge(bob, alice, on=1)
    with steps() as parting:
        unmerge(alice, on=2)

    for done in (merging, parting):
        firsts = list(dict.fromkeys(each for each in done if each.startswith("lock ")))
        assert firsts == [
            "lock shop_shop",
            "lock shop_customer",
            "lock shop_order",
            "lock points_account",
        ]
        assert done.index("lock shop_order") < done.index("write shop_order")
        assert done.account_lock < done.index("write points_lot")


def test_the_costs_of_a_merge_do_not_grow_with_orders(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    merge(bob, alice, on=0)
    unmerge(alice, on=0.5)
    costs = []
    for rows in (1, 3):
        for number in range(rows):
            later(shop, alice, f"A{rows}{number}", 40, 0)
            use(shop, convert(alice, on=0), f"U{rows}{number}", on=0)
        with steps() as done:
            merge(bob, alice, on=rows)
        costs.append(len(done))
        unmerge(alice, on=rows + 0.5)

    assert costs[0] == costs[1]


def test_history_reads_the_merge_on_both_sides(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    later(shop, alice, "A", 40, 0)

    merge(bob, alice, on=1)

    assert [
        (move.account.customer, move.other, move.author)
        for move in Movement.objects.filter(kind="merge").order_by("pk")
    ] == [(alice, bob, "staff:1"), (bob, alice, "staff:1")]
