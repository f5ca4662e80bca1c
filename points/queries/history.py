"""What has happened to a customer's points."""

from django.db.models import QuerySet

from points.models import Adjustment, Entry, Lot, Movement
from shop.models import Customer, Order


def movements(customer: Customer) -> QuerySet[Movement]:
    """Newest first, each with its cause."""
    return (
        Movement.objects.filter(account=customer.pk)
        .select_related("order", "voucher")
        .order_by("-number")
    )


def lots(customer: Customer) -> QuerySet[Lot]:
    """Newest first, each with its order."""
    return (
        Lot.objects.filter(account=customer.pk)
        .select_related("order")
        .order_by("-activates_at", "-pk")
    )


def lot_of(order: Order, customer: Customer) -> Lot | None:
    return Lot.objects.filter(order=order, account=customer.pk).first()


def converted_by(customer: Customer, source: str) -> Movement | None:
    """The conversion that this cause has already brought about."""
    return (
        Movement.objects.filter(shop=customer.shop_id, account=customer.pk, source=source)
        .select_related("voucher")
        .first()
    )


def debts(customer: Customer) -> QuerySet[Entry]:
    """The movements that made a debt, latest first, each with its order."""
    return (
        Entry.objects.filter(
            movement__account=customer.pk, kind=Entry.Kind.DEBT, points__lt=0
        )
        .select_related("movement__order")
        .order_by("-movement__number")
    )


def reasons(customer: Customer) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(movement__account=customer.pk)
