"""History: many orders at once, by the same rules and into the same books.

A chunk is one transaction. Killed at any moment and run again, the books are those of
one clean run: what is in is recognised, and what is not comes in.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import IntegrityError, transaction
from psycopg2.errors import NotNullViolation

from core.errors import Refused
from earning.queries import versions as earning_versions
from points.actions import history as points
from programme.actions.order_settlement import settle_order
from programme.actions.receiving_orders import receive_order
from reminders.actions import activation as reminders
from shop.actions.checks import check_order
from shop.actions.history import NewOrder, add_orders, already_stated
from shop.actions.orders import in_currency_of
from shop.models import Shop
from shop.rules.facts import OrderFact
from tiers.actions import history as tiers

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """What became of one order: ``refused`` is why it was not taken in."""

    external_id: str
    changed: bool = False
    stale: bool = False
    refused: str = ""


def import_orders(
    *, shop: Shop, orders: Iterable[tuple[str, OrderFact]], author: str, now: datetime
) -> Iterator[ImportedOrder]:
    """Take orders in and settle them by their own dates. Nobody is written to: campaigns
    are paused before the first order comes in.

    An id that comes twice is two statements, the later of which counts.
    """
    for chunk in batched(orders, CHUNK):
        yield from _import_chunk(shop, chunk, author, now)


def _import_chunk(
    shop: Shop, chunk: Iterable[tuple[str, OrderFact]], author: str, now: datetime
) -> Iterator[ImportedOrder]:
    chunk = [(name, in_currency_of(shop, fact)) for name, fact in chunk]
    known = already_stated(shop, dict(chunk))
    fresh: dict[str, OrderFact] = {}
    for external_id, fact in chunk:
        if refusal := _refusal(shop, fact):
            yield ImportedOrder(external_id, refused=refusal)
        elif known.get(external_id):
            yield ImportedOrder(external_id)
        elif external_id in known or external_id in fresh or fact.names_codes:
            yield from _add(shop, fresh, author, now)
            reminders.pause_all(shop=shop)
            yield _one(shop, external_id, fact, author, now)
            known |= dict.fromkeys([*fresh, external_id], False)
            fresh = {}
        else:
            fresh[external_id] = fact
    yield from _add(shop, fresh, author, now)


def _refusal(shop: Shop, fact: OrderFact) -> str:
    try:
        check_order(shop, fact)
    except Refused as refusal:
        return str(refusal)
    return ""


def _add(
    shop: Shop, fresh: dict[str, OrderFact], author: str, now: datetime
) -> Iterator[ImportedOrder]:
    if not fresh:
        return
    reminders.pause_all(shop=shop)
    try:
        _add_at_once(shop, fresh, author, now)
    except (IntegrityError, Refused) as error:
        # A column that nobody has filled is our own mistake, and no reason to go slowly.
        if isinstance(error.__cause__, NotNullViolation):
            raise
        # One of them is refused, or stated by somebody else meanwhile: no hurry, then.
        for external_id, fact in fresh.items():
            yield _one(shop, external_id, fact, author, now)
    else:
        for external_id in fresh:
            yield ImportedOrder(external_id, changed=True)


@transaction.atomic
def _add_at_once(
    shop: Shop, fresh: dict[str, OrderFact], author: str, now: datetime
) -> None:
    versions = earning_versions.RulesByTime(shop)
    additions = [
        NewOrder(
            external_id,
            fact,
            gives=fact.state in versions.at(fact.qualifying_instant).counting_states,
        )
        for external_id, fact in fresh.items()
    ]
    added = add_orders(shop=shop, additions=additions)
    multipliers = tiers.settle_new(added=added, author=author, now=now)
    lots = points.settle_new(added=added, multipliers=multipliers, author=author, now=now)
    buying = [
        order for order, money in added if any(line.gift_card for line in money.lines)
    ]
    for order in {order.pk: order for order in [*lots.apart, *buying]}.values():
        settle_order(order=order, history=True, author=author, now=now)


def _one(
    shop: Shop, external_id: str, fact: OrderFact, author: str, now: datetime
) -> ImportedOrder:
    try:
        stated = receive_order(
            shop=shop,
            external_id=external_id,
            fact=fact,
            history=True,
            author=author,
            now=now,
        ).stated
    except Refused as refusal:
        return ImportedOrder(external_id, refused=str(refusal))
    return ImportedOrder(external_id, changed=stated.changed, stale=stated.stale)
