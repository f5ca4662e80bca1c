"""Issue a bon, let an order use it, take it back. A code is used once, or not at all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from core.errors import Refused
from shop.models import Category, Customer, Order
from vouchers import rules
from vouchers.models import Voucher

PREFIXES = {Voucher.Origin.POINTS: "FID"}


class NotCancellable(Refused):
    code = "already_used"

    def __init__(self, voucher: Voucher) -> None:
        super().__init__(
            _("%(code)s has been used and cannot be cancelled.") % {"code": voucher.code}
        )


@dataclass(frozen=True, slots=True)
class Use:
    """What became of a code that an order names: its state, or why it was not used."""

    code: str
    state: str


@transaction.atomic
def issue(
    *,
    customer: Customer,
    origin: Voucher.Origin,
    label: str,
    amount: Decimal,
    minimum: Decimal,
    categories: Iterable[Category],
    valid_until: datetime,
    author: str,
    now: datetime,
) -> Voucher:
    """A bon of ``amount`` for one customer, usable at once."""
    voucher = Voucher.objects.create(
        shop_id=customer.shop_id,
        code=rules.new_code(PREFIXES[origin]),
        customer=customer,
        origin=origin,
        label=label,
        amount=amount,
        minimum=minimum,
        valid_from=now,
        valid_until=valid_until,
        author=author,
        issued_at=now,
    )
    if categories:
        voucher.categories.set(categories)
    return voucher


def settle_use(*, order: Order, stands: bool) -> list[Use]:
    """Let the order hold exactly the vouchers it names, or none once it is cancelled.

    ``stands``: the order is not in a cancelling state. Each code changes hands by one
    conditional UPDATE, so that of parallel orders one gets it. An order is a fact: a
    code it could not use is answered as ``refused``, and the order is taken in.
    """
    named = {code.upper(): code for code in order.vouchers} if stands else {}
    held = Voucher.objects.filter(order=order)
    if not order.vouchers and not held.exists():
        return []
    held.annotate(upper=Upper("code")).exclude(upper__in=named).update(
        order=None, used_at=None
    )
    # Sorted, so that two orders that name the same open codes do not wait for each other.
    uses = {code: _use(order, code) for code in sorted(named.values(), key=str.upper)}
    return [uses[code] for code in named.values()]


def _use(order: Order, code: str) -> Use:
    at = order.placed_at
    usable = Voucher.objects.filter(
        Q(customer=None) | Q(customer=order.customer_id),
        Q(order=None, valid_from__lte=at, valid_until__gt=at) | Q(order=order),
        shop=order.shop_id,
        code__iexact=code,
        cancelled_at=None,
    )
    taken = usable.update(order=order, used_at=at)
    return Use(code, Voucher.State.USED if taken else "refused")


def cancel(*, voucher: Voucher, now: datetime) -> None:
    """Only an unused bon can be cancelled; raises NotCancellable.

    The caller gives back what was paid for it in the same transaction.
    """
    unused = Voucher.objects.filter(pk=voucher.pk, order=None, cancelled_at=None)
    if not unused.update(cancelled_at=now):
        raise NotCancellable(voucher)
    voucher.cancelled_at = now


def lock_unused(vouchers: Sequence[int]) -> list[Voucher]:
    """Those that neither an order nor a cancellation has taken, latest first."""
    return list(
        Voucher.objects.select_for_update(no_key=True)
        .filter(pk__in=vouchers, order=None, cancelled_at=None)
        .order_by("-issued_at", "-pk")
    )


def cancel_all(*, customer: Customer, now: datetime) -> None:
    """Cancel every unused bon of somebody who is being erased. Nothing is given back."""
    Voucher.objects.filter(customer=customer, order=None, cancelled_at=None).update(
        cancelled_at=now
    )


def follow(*, kept: Customer, absorbed: Customer) -> None:
    """The bons of the one are the other's; they remember whose they were."""
    held = Voucher.objects.filter(customer=absorbed)
    held.filter(home=None).update(home=absorbed, customer=kept)
    held.update(customer=kept)


def part(*, kept: Customer, parting: Customer, family: Collection[int]) -> None:
    """``family``: the customers whose bons go along, by primary key."""
    away = Voucher.objects.filter(customer=kept, home__in=family)
    away.exclude(home=parting).update(customer=parting)
    away.filter(home=parting).update(customer=parting, home=None)
