"""Vouchers of the programme as oscar's own: a voucher, an offer, a benefit, a condition.

How often it may be used stands on the offer: oscar counts its applications, and gives none
back when an order is cancelled.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from oscar.core.loading import get_model

Voucher = get_model("voucher", "Voucher")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
Range = get_model("offer", "Range")

_ALL = "Fidélité: all products"


@transaction.atomic
def make(said: Mapping[str, Any]) -> int:
    """The id of a code, which is made unless it is there."""
    code = said["code"].upper()
    known = Voucher.objects.filter(code=code).first()
    if known:
        return int(known.pk)
    everything, _made = Range.objects.get_or_create(
        name=_ALL, defaults={"includes_all_products": True}
    )
    kinds = {"amount": Benefit.FIXED, "percent": Benefit.PERCENTAGE}
    shipping = said["kind"] == "shipping"
    offer = ConditionalOffer.objects.create(
        name=f"Fidélité {code}",
        offer_type=ConditionalOffer.VOUCHER,
        max_global_applications=said["uses_left"],
        condition=Condition.objects.create(
            range=everything, type=Condition.VALUE, value=said["minimum"]
        ),
        benefit=Benefit.objects.create(
            range=None if shipping else everything,
            type=Benefit.SHIPPING_PERCENTAGE if shipping else kinds[said["kind"]],
            value=100 if shipping else said["worth"],
        ),
    )
    voucher = Voucher.objects.create(
        name=f"{said['name'][:100]} {code}"[:128],
        code=code,
        usage=Voucher.MULTI_USE,
        start_datetime=parse_datetime(said["starts"]),
        end_datetime=parse_datetime(said["ends"]),
    )
    voucher.offers.add(offer)
    return int(voucher.pk)


def leave(pk: int, uses: int | None) -> bool:
    """So many uses from now on. False where there is no such voucher."""
    voucher = Voucher.objects.filter(pk=pk).first()
    if voucher is None:
        return False
    for offer in voucher.offers.all():
        limit = None if uses is None else offer.num_applications + uses
        offer.max_global_applications = limit
        offer.status = ConditionalOffer.OPEN
        offer.save()
    return True


@transaction.atomic
def remove(pk: int) -> bool:
    voucher = Voucher.objects.filter(pk=pk).first()
    if voucher is None:
        return False
    offers = list(voucher.offers.all())
    voucher.delete()
    for offer in offers:
        offer.delete()
    return True
