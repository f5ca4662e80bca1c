"""Cancel vouchers, and find those that can be cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.money import ZERO
from shop.models import Customer
from vouchers.actions.refusals import NotCancellable
from vouchers.models import Budget, Voucher, VoucherCancellation

# Nothing of it has been used, under this code or another. A cart that holds it does not
# count: a hold is a courtesy, and no promise.
_WHOLE = Q(used=0, reissued=0, cancelled_at=None)
# A code for many is stopped at any time: who has used it keeps what they had.
_FOR_MANY = Q(cancelled_at=None) & (Q(use_limit=None) | Q(use_limit__gt=1))


@transaction.atomic
def cancel(*, voucher: Voucher, now: datetime) -> None:
    """Cancel a voucher of which nothing was used, or stop a code for many.

    Requires: the caller gives back what was paid for it in the same transaction.
    Raises NotCancellable.
    """
    # Conditional, so that it needs no lock: an order may be using it at this moment.
    rows = Voucher.objects.filter(_WHOLE | _FOR_MANY, pk=voucher.pk)
    if not rows.update(cancelled_at=now, moved_at=now, archived_at=None):
        raise NotCancellable(voucher)
    voucher.cancelled_at, voucher.archived_at = now, None
    # A remainder was paid for by the budget with the voucher it is left of.
    if voucher.budget_id and voucher.use_limit and not voucher.remainder_of_id:
        left = voucher.use_limit - voucher.used
        amount = left * (voucher.amount or ZERO)
        # What was issued and can no longer be used goes back into the budget.
        Budget.objects.filter(pk=voucher.budget_id).update(
            spent_count=F("spent_count") - left, spent_amount=F("spent_amount") - amount
        )


def lock_unused(vouchers: Sequence[int]) -> list[Voucher]:
    """Lock those of these vouchers (primary keys) of which nothing has been used and that
    are not cancelled. Answers them latest first. Queries: 1.
    """
    # Locked by primary key, as everywhere, and sorted by age afterwards.
    locked = Voucher.objects.select_for_update(no_key=True)
    rows = locked.filter(_WHOLE, pk__in=vouchers).order_by("pk")
    return sorted(rows, key=lambda row: (row.issued_at, row.pk), reverse=True)


def cancel_all(*, customer: Customer, now: datetime) -> None:
    """Cancel every unused voucher of somebody who is being erased. Nothing is given back.

    What staff have written about the person's vouchers goes too.
    """
    Voucher.objects.filter(customer=customer, used=0, cancelled_at=None).update(
        cancelled_at=now, moved_at=now, archived_at=None
    )
    VoucherCancellation.objects.filter(voucher__customer=customer).update(reason="")


def record_cancellation(*, voucher: Voucher, reason: str, author: str) -> None:
    """Keep who has just cancelled the voucher, and why. Raises Invalid without a reason."""
    if not reason.strip():
        raise Invalid(_("Say why: the customer may ask."), field="reason")
    VoucherCancellation.objects.create(
        voucher=voucher, reason=reason.strip(), author=author
    )
