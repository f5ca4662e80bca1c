from datetime import datetime

from django.db.models import QuerySet

from shop.models import Customer
from vouchers.models import Voucher


def usable(customer: Customer, now: datetime) -> list[Voucher]:
    """His bons that an order could use now, the one that ends first on top. One query."""
    return list(
        Voucher.objects.filter(
            customer=customer,
            order=None,
            cancelled_at=None,
            valid_from__lte=now,
            valid_until__gt=now,
        ).order_by("valid_until", "code")
    )


def of_customer(customer: Customer) -> QuerySet[Voucher]:
    return Voucher.objects.filter(customer=customer).order_by("-issued_at", "-pk")
