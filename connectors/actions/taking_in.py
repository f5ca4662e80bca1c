"""A page of the shop into the programme: one bad thing never sinks the others."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import Error

from connectors.actions.asking import ask, forget, park
from connectors.actions.identity import reused
from connectors.actions.preparing import Stated, prepared
from connectors.actions.pushing.planning import mark_freed
from connectors.actions.vanishing import vanish
from connectors.contract import Gone, Ignored, Item, Kind, Look, Unreadable
from connectors.models import Connection
from core.errors import Refused
from programme.actions.importing import import_orders
from programme.actions.receiving import (
    receive_category,
    receive_customer,
    receive_product,
)
from programme.actions.receiving_orders import receive_order
from shop.actions.carts import state_cart
from shop.actions.customers import state_group
from shop.models import Order
from shop.rules.facts import (
    AnyFact,
    CartFact,
    CategoryFact,
    CustomerFact,
    GroupFact,
    OrderFact,
    ProductFact,
)

logger = logging.getLogger(__name__)

_OVER = {Order.State.CANCELLED, Order.State.REFUNDED, Order.State.PAYMENT_ERROR}


def take_in(
    *,
    connection: Connection,
    items: Sequence[Item],
    past: bool = False,
    now: datetime,
) -> int:
    """State the facts of a page; return how many went in. Others are parked with a reason.

    Of the ``past`` orders come in as history does: many at once, and nobody is told.
    """
    # 1. All that is no fact: pointers, deletions, what nobody can read.
    _note(connection, items, now)
    stated: list[Stated] = [
        (item.kind, item.id, item.read)
        for item in items
        if not isinstance(item.read, Gone | Ignored | Look | Unreadable)
    ]
    # 2. Whoever comes under another's id is kept out before anything is stated: nothing
    #    that has reached the wrong person's points could be told from their own later.
    for (kind, name), reason in (others := reused(connection, stated)).items():
        park(
            connection=connection,
            kind=kind,
            external_id=name,
            reason=reason,
            reused=True,
            now=now,
        )
    stated = [each for each in stated if (each[0], each[1]) not in others]
    # 3. The rest goes in: one by one, or orders of the past many at once.
    facts = prepared(connection, stated)
    refused = _import(connection, facts, now) if past else _receive(connection, facts, now)
    # 4. Codes of orders that are over may be spent in the shop and free in our books.
    over = {
        code
        for _kind, _name, fact in facts
        if isinstance(fact, OrderFact) and fact.state in _OVER
        for code in fact.vouchers
    }
    mark_freed(connection=connection, codes=over, now=now)
    # 5. What was parked before and is in now waits for nobody any more.
    for kind in {kind for kind, _id, _fact in facts}:
        taken = [name for each, name, _fact in facts if each is kind]
        forget(
            connection=connection,
            kind=kind,
            ids=[name for name in taken if (kind, name) not in refused],
        )
    return len(facts) - len(refused)


def _note(connection: Connection, items: Iterable[Item], now: datetime) -> None:
    looks: dict[Kind, list[str]] = {}
    for item in items:
        match item.read:
            case Look():
                looks.setdefault(item.kind, []).append(item.id)
            case Gone():
                vanish(connection=connection, kind=item.kind, external_id=item.id, now=now)
            case Unreadable(reason):
                park(
                    connection=connection,
                    kind=item.kind,
                    external_id=item.id,
                    reason=reason,
                    now=now,
                )
    # Two statements for each kind, however many rows of the shop have pointed.
    for kind, ids in looks.items():
        ask(connection=connection, kind=kind, ids=ids, now=now)


def _import(
    connection: Connection, facts: Sequence[Stated], now: datetime
) -> set[tuple[Kind, str]]:
    """Return those that were refused. Orders go by the importer, the others one by one."""
    orders = [(name, fact) for _kind, name, fact in facts if isinstance(fact, OrderFact)]
    others = [each for each in facts if not isinstance(each[2], OrderFact)]
    refused = _receive(connection, others, now)
    outcomes = import_orders(
        shop=connection.shop, orders=orders, author=connection.author_of_facts, now=now
    )
    for outcome in outcomes:
        if outcome.refused:
            refused.add((Kind.ORDER, outcome.external_id))
            _refuse(connection, Kind.ORDER, outcome.external_id, outcome.refused, now)
    return refused


def _receive(
    connection: Connection, facts: Iterable[Stated], now: datetime
) -> set[tuple[Kind, str]]:
    refused = set()
    for kind, name, fact in facts:
        try:
            receive(connection=connection, external_id=name, fact=fact, now=now)
        except Refused as refusal:
            reason = str(refusal)
        except (Error, ArithmeticError, LookupError, TypeError, ValueError) as error:
            # A fact that no other has been like: kept for whoever looks, the rest goes on.
            logger.exception("A fact of a connected shop was not taken in")
            reason = f"{type(error).__name__}"
        else:
            continue
        refused.add((kind, name))
        _refuse(connection, kind, name, reason, now)
    return refused


def _refuse(
    connection: Connection, kind: Kind, name: str, reason: str, now: datetime
) -> None:
    park(connection=connection, kind=kind, external_id=name, reason=reason, now=now)


def receive(
    *, connection: Connection, external_id: str, fact: AnyFact, now: datetime
) -> None:
    """State one fact. Raises Refused."""
    shop, author = connection.shop, connection.author_of_facts
    match fact:
        case OrderFact():
            receive_order(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case CustomerFact():
            receive_customer(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case ProductFact():
            receive_product(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case CategoryFact():
            receive_category(
                shop=shop, external_id=external_id, fact=fact, author=author, now=now
            )
        case GroupFact():
            state_group(shop=shop, external_id=external_id, fact=fact)
        case CartFact():
            state_cart(shop=shop, external_id=external_id, fact=fact)
