"""State orders. An older statement changes nothing of an order, but for what depends on all
statements: the states it was seen in, since when it qualifies, and since when it names
codes.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.addresses import address_key
from shop.actions.checks import check_order
from shop.actions.facts import (
    StatementResult,
    forget_statement,
    lock_known,
    on_row_of,
    refer_one,
    said_before_removal,
    state,
)
from shop.actions.order_owners import OrderOwner, lock_owner
from shop.actions.refusals import UnknownId
from shop.actions.resolving import (
    LineKey,
    ResolvedProduct,
    refer_resolved,
    resolved_product,
    take_lines_off,
)
from shop.models import Cart, Customer, Order, OrderLine, Product, Shop
from shop.rules.code_history import heard
from shop.rules.currencies import converted
from shop.rules.facts import FeeFact, OrderFact, OrderLineFact, with_each_card_once
from shop.rules.notes import Note, notes_on


@dataclass(frozen=True, slots=True)
class Buyer:
    """Whose an order is said to be: a customer's primary key and the key of an address."""

    customer: int | None
    key: str


@dataclass(frozen=True, slots=True)
class OrderStatementResult(StatementResult[Order]):
    """``lines`` are those just written; None where the stored ones stand. ``was`` is whose
    the order has been, where it is now said to be somebody else's.
    """

    lines: list[OrderLine] | None = None
    was: Buyer | None = None


def state_order(
    *, shop: Shop, external_id: str, fact: OrderFact, gives: bool
) -> OrderStatementResult:
    """Store what the shop says of an order. Raises CurrencyMismatch and Invalid.

    ``gives``: the stated state grants points under the rules of its instant.
    Requires: a transaction. The customer is locked, then the order.
    """
    # 1. Refused before anything is locked or written.
    check_order(shop, fact)
    fact = with_each_card_once(in_currency_of(shop, fact))
    # 2. For whom it counts (locks the customer), and what it refers to.
    owner = lock_owner(shop, external_id, fact)
    cart = refer_one(Cart, shop, fact.cart)
    products = refer_resolved(shop, (line.product for line in fact.lines))
    values = order_values(fact, owner, cart, products)

    # 3. The row, locked or new.
    def write(row: Order) -> OrderStatementResult:
        if row.removed and said_before_removal(row, fact):
            return OrderStatementResult(row, stale=True)
        # What depends on all statements is merged also from one that is late.
        seen = _merge_states(row, fact) | _merge_codes(row, fact)
        qualified = _qualified(row, fact) if gives else _unsaid(row, fact)
        if row.updated_at is None:
            # With one statement only, its state decides; settling finds the same and need
            # not write the row a second time.
            qualified |= {"counts": gives}
        before = _buyer(row) if row.updated_at is not None else None
        stated = state(row, fact, {**values, **seen, **qualified})
        lines = None
        if stated.changed:
            lines = _write_lines(stated, fact, products, told=not owner.is_erased)
        elif merged := {**seen, **qualified}:
            for name, value in merged.items():
                setattr(row, name, value)
            row.save(update_fields=list(merged))
        return OrderStatementResult(
            row,
            stated.created,
            stated.changed,
            stated.stale,
            lines,
            was=before if before != _buyer(row) else None,
        )

    return on_row_of(Order, shop, external_id, write)


def _buyer(row: Order) -> Buyer:
    return Buyer(row.customer_id, address_key(row.email))


def lock_order(*, shop: Shop, external_id: str) -> Order:
    """Lock the order, after its customer. Raises UnknownId."""
    rows = Order.objects.filter(shop=shop, external_id=external_id)
    # Customer before order, as everywhere; a placeholder's customer is not known yet.
    owner = Customer.objects.filter(pk__in=rows.values("customer"))
    owner.select_for_update(no_key=True).first()
    return lock_known(Order, shop, external_id)


def remove_order(*, shop: Shop, external_id: str) -> Order:
    """Empty an order that never was; the ledger keeps referring to it. Raises UnknownId.

    It names no code and no card any more, and no state of it counts, so that settling takes
    back all that it has given. Requires: the caller settles it.
    """
    row = lock_order(shop=shop, external_id=external_id)
    if row.updated_at is None:
        raise UnknownId(external_id, Order.kind)
    row.lines.all().delete()
    # To what a new order has, so that no default is written down here a second time.
    nothing = Order(shop=shop)
    for name in _FORGOTTEN:
        setattr(row, name, getattr(nothing, name))
    row.state, row.removed = Order.State.CANCELLED, True
    forget_statement(row)
    row.save(update_fields=[*_FORGOTTEN, "state", "removed", "digest"])
    return row


# All that a statement has said of it but when, for whom, and under which number.
_FORGOTTEN = (
    *("email", "cart", "raw_state", "country", "paid_at", "voucher_codes"),
    *("points_spent",),
    *("shipping", "shipping_excl_tax", "shipping_refunded", "discount"),
    *("refunded_amount", "fees", "raw_currency", "rate", "notes", "total"),
    *("gift_card_payments", "states_seen", "qualified_at", "qualified_by", "counts"),
    *("code_history", "purchase"),
)


def name_voucher(*, order: Order, code: str) -> None:
    """Add the voucher that the order's points were turned into to its codes. Idempotent.

    Requires: the caller has locked the order, and settles it.
    """
    if code.upper() not in {each.upper() for each in order.voucher_codes}:
        order.voucher_codes = [*order.voucher_codes, code]
        order.save(update_fields=["voucher_codes"])


def note_order(*, order: Order, note: Note) -> None:
    """Put a note on the order that no statement could tell. Requires: it is locked."""
    said = {"code": note.code, "amount": f"{note.amount:.2f}"}
    order.notes = [*(each for each in order.notes if each["code"] != note.code), said]
    order.save(update_fields=["notes"])


def mark_counting(*, order: Order, counts: bool) -> None:
    """Store whether the order counts. Requires: it is locked. Queries: 1, or none where it
    is stored so.
    """
    if order.counts != counts:
        order.counts = counts
        order.save(update_fields=["counts"])


def lock_orders(*, orders: Collection[int], customers: Collection[int]) -> None:
    """Lock several orders and their customers before anything else is locked. Queries: 2.

    ``customers``: more of them, who will be locked with one of the orders.
    """
    # All customers before any order, each by primary key: the order of locks everywhere.
    owners = Q(pk__in=Order.objects.filter(pk__in=orders).values("customer"))
    found = Customer.objects.filter(owners | Q(pk__in=customers)).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))
    rows = Order.objects.filter(pk__in=orders).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def note(*, order: Order, code: str, amount: Decimal) -> None:
    """Keep a note that settling found, beside those of the statement; an amount of zero
    takes it off. Requires: the order is locked. Queries: 1, or none where nothing changes.
    """
    others = [each for each in order.notes if each["code"] != code]
    found = [{"code": code, "amount": f"{amount:.2f}"}] if amount else []
    if order.notes != others + found:
        order.notes = others + found
        order.save(update_fields=["notes"])


def _merge_states(row: Order, fact: OrderFact) -> dict[str, dict[str, str]]:
    """The latest time each state was reported, whichever statement came first.

    Two states cannot both hold at one instant: the statement taken in last wins.
    """
    seen = dict(row.states_seen)
    at = fact.updated_at
    if row.updated_at is None or at >= row.updated_at:
        seen = {
            state: time
            for state, time in seen.items()
            if datetime.fromisoformat(time) != at
        }
    known = seen.get(fact.state)
    if known is None or datetime.fromisoformat(known) < at:
        seen[fact.state] = at.isoformat()
    return {"states_seen": seen} if seen != row.states_seen else {}


def _merge_codes(row: Order, fact: OrderFact) -> dict[str, list[Any]]:
    """Add what this statement said of codes to the history, whichever came first. Nothing
    is kept as long as no statement has named any.
    """
    if not (fact.names_codes or row.code_history):
        return {}
    history = row.code_history
    if not history and row.updated_at is not None:
        # Without a code until now: since when it names one is part of the story.
        history = heard(history, row.updated_at, row.state)
    history = heard(
        history,
        fact.updated_at,
        fact.state,
        vouchers=fact.vouchers,
        cards={card.code: card.amount - card.refunded for card in fact.gift_cards},
        latest=row.updated_at is None or fact.updated_at >= row.updated_at,
    )
    return {"code_history": history} if history != row.code_history else {}


def _qualified(row: Order, fact: OrderFact) -> dict[str, object]:
    # The earliest statement that says so decides, whichever arrives first.
    if row.qualified_by is not None and row.qualified_by <= fact.updated_at:
        return {}
    return {
        "qualified_at": fact.qualifying_instant,
        "qualified_by": fact.updated_at,
    }


def _unsaid(row: Order, fact: OrderFact) -> dict[str, object]:
    """Take back that the order qualified, where only a statement of this very instant has
    said so: it was the earliest to say so, and this one is the latest, so there is no
    other.
    """
    last = row.updated_at is None or fact.updated_at >= row.updated_at
    if row.qualified_by != fact.updated_at or not last:
        return {}
    return {"qualified_at": None, "qualified_by": None, "counts": False}


def in_currency_of(shop: Shop, fact: OrderFact) -> OrderFact:
    """Convert the amounts into the shop's currency, by the order's own rate; the same fact
    where it is in that currency.
    """
    if not fact.rate or fact.currency == shop.currency:
        return fact
    return converted(fact, shop.currency, fact.rate)


def order_values(
    fact: OrderFact,
    owner: OrderOwner,
    cart: Cart | None,
    products: Mapping[str, Product],
) -> dict[str, object]:
    """Answer the columns of an order that hold what it says. Queries: 0."""
    cards = {name for name, product in products.items() if product.gift_card}
    return {
        "reference": fact.reference,
        # Orders of one cart under one reference are parts of one purchase.
        "purchase": f"{cart.pk}:{fact.reference}" if cart and fact.reference else "",
        **owner.values,
        "email": "" if owner.is_erased else fact.email,
        "cart": cart,
        "state": fact.state,
        "raw_state": fact.raw_state,
        "country": fact.country,
        "placed_at": fact.placed_at,
        "paid_at": fact.paid_at,
        "shipping": fact.shipping,
        "shipping_excl_tax": fact.shipping_excl_tax,
        "discount": fact.discount,
        "refunded_amount": fact.refunded_amount,
        "shipping_refunded": fact.shipping_refunded,
        "fees": [_fee_values(fee) for fee in fact.fees],
        "raw_currency": fact.raw_currency,
        "rate": fact.rate,
        "notes": [
            {"code": note.code, "amount": f"{note.amount:.2f}"}
            for note in notes_on(fact, gift_cards=cards)
        ],
        "total": fact.total,
        "voucher_codes": [code.strip() for code in fact.vouchers],
        "points_spent": fact.points_spent,
        "removed": False,
        "gift_card_payments": {
            # More cannot come back than was paid: the excess is a note.
            card.code.strip(): {
                "amount": f"{card.amount:.2f}",
                "refunded": f"{min(card.refunded, card.amount):.2f}",
            }
            for card in fact.gift_cards
        },
    }


def _fee_values(fee: FeeFact) -> dict[str, object]:
    return {
        "label": fee.label,
        "amount": f"{fee.amount:.2f}",
        "amount_excl_tax": f"{fee.priced.amount_excl_tax:.2f}",
        "refunded": f"{fee.refunded:.2f}",
        "earns": fee.earns,
    }


def gift_values(line: OrderLineFact) -> dict[str, str]:
    """Answer for whom a gift card was bought; empty where the line does not say."""
    if line.gift is None:
        return {}
    on = line.gift.deliver_on
    said = asdict(line.gift) | {"deliver_on": on.isoformat() if on else ""}
    return {name: value for name, value in said.items() if value}


def _write_lines(
    stated: StatementResult[Order],
    fact: OrderFact,
    products: dict[str, Product],
    *,
    told: bool,
) -> list[OrderLine]:
    """Write the lines anew: one DELETE and one INSERT, for a shop may number them anew.
    What a line kept of its product it keeps.

    Not ``told``: the buyer has been erased, and what they had said of others too.
    """
    before = {} if stated.created else take_lines_off(stated.row)
    gifts = [gift_values(line) if told else {} for line in fact.lines]
    rows = [
        _line_row(stated.row, line, products[line.product], before) for line in fact.lines
    ]
    for row, gift in zip(rows, gifts, strict=True):
        row.gift = gift
    return OrderLine.objects.bulk_create(rows)


def _line_row(
    order: Order,
    line: OrderLineFact,
    product: Product,
    before: Mapping[LineKey, ResolvedProduct],
) -> OrderLine:
    kept = resolved_product(product, before.get((line.id, product.pk)))
    return OrderLine(
        order=order,
        external_id=line.id,
        product=product,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        refunded_quantity=line.came_back,
        refunded_amount=line.refunded_amount,
        discount=line.discount,
        variant=line.variant,
        product_resolved=kept.resolved,
        categories=kept.categories,
        gift_card=kept.gift_card,
    )
