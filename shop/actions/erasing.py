"""Requests for erasure: a customer asks, and can withdraw it for some days."""

from datetime import datetime, timedelta

from django.db import transaction

from shop import queries as shop_queries
from shop.actions.customers import lock_customer
from shop.actions.order_owners import lock_canonical
from shop.models import Customer, ErasureRequest


@transaction.atomic
def ask_erasure(*, customer: Customer, now: datetime) -> ErasureRequest:
    """Record a request for erasure, due after the shop's days to think. Idempotent: asked
    twice, the first one stands.
    """
    canonical = _lock(customer)
    return shop_queries.erasure_of(canonical) or ErasureRequest.objects.create(
        customer=canonical,
        asked_at=now,
        due_at=now + timedelta(days=canonical.shop.erase_after),
    )


@transaction.atomic
def withdraw_erasure(*, customer: Customer, now: datetime) -> bool:
    """Withdraw the open request, and answer whether there was one."""
    request = shop_queries.erasure_of(_lock(customer))
    if request is None:
        return False
    request.withdrawn_at = now
    request.save(update_fields=["withdrawn_at"])
    return True


def lock_due(*, request: ErasureRequest) -> Customer | None:
    """Lock the customer to erase; None if the request was withdrawn, or done, meanwhile."""
    # Asked again under the lock: withdrawing takes the same one.
    customer = _lock(request.customer)
    asked = shop_queries.erasure_of(customer)
    return customer if asked and asked.pk == request.pk else None


def _lock(customer: Customer) -> Customer:
    row = lock_customer(shop=customer.shop, external_id=customer.external_id)
    return lock_canonical(row)
