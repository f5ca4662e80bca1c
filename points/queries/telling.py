"""Movements as staff read them: why, by whom, under which rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.queries import author_name, staff_email
from points.models import Movement
from shop.models import Order
from vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class Told:
    movement: Movement
    cause: str
    author: str


def told(movements: QuerySet[Movement]) -> Iterator[Told]:
    """Each with its cause and author in words. One query."""
    rows = movements.select_related(
        "order", "voucher", "adjustment", "other", "rules", "account__customer"
    ).annotate(email=staff_email("author"))
    for row in rows:
        yield Told(row, cause(row), author_name(row.author, row.email))


def cause(movement: Movement) -> str:
    """The kind, and which order, bon or reason: no query where these are at hand."""
    kind = movement.get_kind_display()
    if adjustment := getattr(movement, "adjustment", None):
        return _("%(kind)s: %(reason)s") % {"kind": kind, "reason": adjustment.reason}
    if movement.action:
        return capfirst(movement.get_action_display())
    about = movement.order or movement.voucher or movement.other
    return f"{kind} {about or ''}".strip()


def movements_about(voucher: Voucher) -> QuerySet[Movement]:
    """The points that bought it, and those it gave back."""
    return Movement.objects.filter(voucher=voucher.pk).order_by("pk")


def movements_of(order: Order) -> QuerySet[Movement]:
    """What an order has given and what was taken back, in the order of writing."""
    return Movement.objects.filter(order=order.pk).order_by("pk")
