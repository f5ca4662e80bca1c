"""The shop has another address now: the same shop, proven by what it knows."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from connectors.actions.access import access_of
from connectors.actions.connecting import AlreadyConnected, check, resume
from connectors.contract import Kind
from connectors.kinds import build
from connectors.models import Connection
from connectors.outgoing import checked_address
from core.errors import Refused
from shop.models import Order
from shop.rules.facts import OrderFact


class AnotherShop(Refused):
    """The latest order that is known here is not known there, or is another."""

    code = "another_shop"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The shop at this address does not know the latest order: it is another"
                " shop. Disconnect this one, and connect that one by itself."
            )
        )


def move(*, connection: Connection, address: str, now: datetime) -> None:
    """Read the shop at its new address from now on; lists go on where they were.

    Raises AnotherShop, AlreadyConnected, and what ``connect`` raises.
    """
    new = checked_address(address)
    there = build(connection.kind, replace(access_of(connection), address=new))
    # 1. It is the shop that we know: a copy of it, or another one, would bring orders under
    #    ids that are known already. Nothing is kept of a shop that is not the same.
    known = Order.objects.filter(shop=connection.shop, updated_at__isnull=False)
    if latest := known.order_by("-placed_at", "-pk").first():
        read = there.fetch(Kind.ORDER, latest.external_id)
        if not isinstance(read, OrderFact) or read.placed_at != latest.placed_at:
            raise AnotherShop
    before, connection.address = connection.address, new
    try:
        # 2. The key may do what it must there, and the shop counts in our currency.
        check(connection=connection, now=now)
        # 3. Only now is it kept. What was stopped goes on.
        resume(connection)
        with transaction.atomic():
            connection.save(update_fields=["address", "state", "stopped_for"])
    except IntegrityError as error:
        connection.address = before
        raise AlreadyConnected from error
    except Refused:
        connection.address = before
        raise
