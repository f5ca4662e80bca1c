"""Answers about points. Expiry and activation are comparisons with the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from points import rules
from points.models import Account, Adjustment, Entry, Lot, Movement, RuleVersion
from shop.models import Customer, Order, OrderLine, Shop


@dataclass(frozen=True, slots=True)
class Expiring:
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What a customer has. ``value`` is what ``convertible`` points are worth now."""

    available: int
    pending: int
    debt: int
    convertible: int
    value: Decimal
    expiring: list[Expiring]


def rules_at(shop: Shop, instant: datetime) -> RuleVersion:
    """The version in force; the first one covers all earlier time. One query."""
    versions = RuleVersion.objects.filter(shop=shop).select_related("shop")
    in_force = versions.filter(effective_from__lte=instant).order_by("-number").first()
    return in_force or versions.earliest("number")


def rules_of(order: Order) -> RuleVersion:
    """The version that settles the order: by the instant it qualified, or would have."""
    return rules_at(order.shop, _instant(order))


def entitlement(
    order: Order,
    lines: Iterable[OrderLine],
    version: RuleVersion,
    multiplier: Decimal,
) -> int:
    """What the order should have given its owner, were he somebody who earns."""
    seen = {
        state: datetime.fromisoformat(at) for state, at in order.states_seen.items()
    }
    if order.qualified_at is None or not rules.qualifies(seen, version.earning):
        return 0
    amount = rules.base(
        [priced(line) for line in lines],
        discount=order.discount,
        refunded_amount=order.refunded_amount,
        earning=version.earning,
    )
    return rules.earned(amount, earning=version.earning, multiplier=multiplier)


def priced(line: OrderLine) -> rules.Line:
    return rules.Line(
        quantity=line.quantity,
        unit_price=line.unit_price,
        on_sale=line.on_sale,
        refunded_quantity=line.refunded_quantity,
        refunded_amount=line.refunded_amount,
    )


def out_of_step(orders: Sequence[Order]) -> list[str]:
    """Ids of the orders whose lots do not stand at what the facts entitle to.

    ``orders`` are of one shop, with lines and customers at hand. Two queries.
    """
    if not orders:
        return []
    versions = list(
        RuleVersion.objects.filter(shop=orders[0].shop_id)
        .select_related("shop")
        .order_by("number")
    )
    lots: dict[int, list[Lot]] = {}
    for lot in Lot.objects.filter(
        order__in=orders, account__customer__erased_at=None
    ):
        lots.setdefault(lot.order_id or 0, []).append(lot)
    return [
        order.external_id
        for order in orders
        if not _in_step(order, lots.get(order.pk, []), versions)
    ]


def _in_step(order: Order, lots: list[Lot], versions: list[RuleVersion]) -> bool:
    version = _in_force(versions, _instant(order))
    owner = order.customer if order.customer and order.customer.may_earn else None
    stand = {lot.account_id: lot.posted for lot in lots if lot.posted}
    if owner is None:
        return not stand
    own = next((lot for lot in lots if lot.account_id == owner.pk), None)
    multiplier = own.multiplier if own else multiplier_of(owner)
    due = entitlement(order, order.lines.all(), version, multiplier)
    return stand == ({owner.pk: due} if due else {})


def _in_force(versions: Sequence[RuleVersion], instant: datetime) -> RuleVersion:
    reached = [each for each in versions if each.effective_from <= instant]
    return reached[-1] if reached else versions[0]


def _instant(order: Order) -> datetime:
    instant = order.qualified_at or order.paid_at or order.placed_at
    assert instant is not None, "a placeholder has no rules"
    return instant


def multiplier_of(owner: Customer | None) -> Decimal:
    """That of the group held just before the order's first settlement."""
    return owner.group.points_multiplier if owner and owner.group else Decimal(1)


def balance(customer: Customer, now: datetime) -> Balance:
    """Three queries, whatever the history."""
    version = rules_at(customer.shop, now)
    live = _live(customer, now)
    by_end = list(
        live.filter(activates_at__lte=now)
        .values("expires_at")
        .annotate(points=Sum("remaining"))
        .order_by(F("expires_at").asc(nulls_last=True))
    )
    available = sum(row["points"] for row in by_end)
    account = (
        Account.objects.filter(customer=customer)
        .annotate(
            pending=Sum(
                "lots__remaining",
                filter=Q(lots__activates_at__gt=now) & _alive("lots__", now),
            )
        )
        .first()
    )
    convertible = rules.convertible(
        available, minimum=version.convert_minimum, step=version.convert_step
    )
    return Balance(
        available=available,
        pending=(account and account.pending) or 0,
        debt=account.debt if account else 0,
        convertible=convertible,
        value=rules.worth(convertible, version.value),
        expiring=[
            Expiring(row["points"], row["expires_at"])
            for row in by_end
            if row["expires_at"]
        ],
    )


def available(customer: Customer, now: datetime) -> int:
    live = _live(customer, now).filter(activates_at__lte=now)
    return live.aggregate(points=Sum("remaining"))["points"] or 0


def worth(customer: Customer, points: int, now: datetime) -> Decimal:
    return rules.worth(points, rules_at(customer.shop, now).value)


def _live(customer: Customer, now: datetime) -> QuerySet[Lot]:
    return Lot.objects.filter(
        _alive("", now), account=customer.pk, remaining__gt=0
    )


def _alive(prefix: str, now: datetime) -> Q:
    return Q(**{f"{prefix}expires_at": None}) | Q(**{f"{prefix}expires_at__gt": now})


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
        Movement.objects.filter(
            shop=customer.shop_id, account=customer.pk, source=source
        )
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
