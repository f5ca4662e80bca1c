"""New tiers, or other thresholds: drafted, looked at, applied, undone."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from shop.models import CustomerGroup, Shop
from tiers import rules
from tiers.models import Pin, Scheme, Tier, TierChange, TierDraft
from tiers.queries import due_sql, measure_of, plan_of
from tiers.rules import Plan, TierPlan


class NotUndoable(Refused):
    code = "not_undoable"

    def __init__(self) -> None:
        super().__init__(_("The tiers have been changed again since: undo that first."))


@transaction.atomic
def draft(*, shop: Shop, plan: Plan, author: str, now: datetime) -> TierDraft:
    """Keep a plan without any effect; it takes the place of an earlier one.

    Raises Invalid.
    """
    _check(plan)
    values = {"plan": plan.written(), "author": author, "saved_at": now}
    row, _created = TierDraft.objects.update_or_create(shop=shop, defaults=values)
    return row


def drop_draft(*, shop: Shop) -> None:
    TierDraft.objects.filter(shop=shop).delete()


@transaction.atomic
def change(
    *, shop: Shop, plan: Plan, grandfather: bool, author: str, now: datetime
) -> TierChange:
    """Put a plan in force. ``grandfather``: nobody falls by it.

    Whoever moves is moved by ``review_all``, for which the caller asks next. Raises
    Invalid.
    """
    _check(plan)
    return _apply(shop, plan, author, now, grandfather=grandfather)


@transaction.atomic
def undo(*, change: TierChange, author: str, now: datetime) -> TierChange:
    """The tiers are what they were before, and so is what was kept by the change.

    Raises NotUndoable unless it is the last one.
    """
    shop = change.shop
    _lock(shop)
    last = TierChange.objects.filter(shop=shop).order_by("-number").first()
    if last != change:
        raise NotUndoable
    Pin.objects.filter(change=change, ended_at=None).update(ended_at=now)
    plan = rules.plan_from_json(change.before)
    return _apply(shop, plan, author, now, grandfather=False, undoes=change)


def _check(plan: Plan) -> None:
    fault, field = rules.problem_of(plan)
    if fault == "name":
        raise Invalid(_("Each tier needs a name of its own."), field=field)
    if fault == "minimum":
        raise Invalid(_("Two tiers begin at the same amount."), field=field)


def _apply(
    shop: Shop,
    plan: Plan,
    author: str,
    now: datetime,
    *,
    grandfather: bool,
    undoes: TierChange | None = None,
) -> TierChange:
    _lock(shop)
    before = plan_of(shop)
    last = TierChange.objects.filter(shop=shop).order_by("-number").first()
    Scheme.objects.update_or_create(shop=shop, defaults=plan.scheme)
    _write_tiers(shop, plan, now)
    row = TierChange.objects.create(
        shop=shop,
        number=last.number + 1 if last else 1,
        before=before.written(),
        after=plan_of(shop).written(),
        grandfathered=grandfather,
        undoes=undoes,
        author=author,
        at=now,
    )
    if grandfather:
        _grandfather(row, now)
    drop_draft(shop=shop)
    return row


def _lock(shop: Shop) -> None:
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)


def _write_tiers(shop: Shop, plan: Plan, now: datetime) -> None:
    """All are taken out first: thresholds and names may change places."""
    live = Tier.objects.filter(shop=shop, retired_at=None)
    live.update(retired_at=now)
    rows = {row.pk: row for row in Tier.objects.filter(shop=shop).select_related("group")}
    for each in sorted(plan.tiers, key=lambda tier: tier.minimum):
        _write_tier(rows.get(each.key or 0) or Tier(shop=shop), each, now)


def _write_tier(tier: Tier, plan: TierPlan, now: datetime) -> None:
    for name in (
        "minimum",
        "perks",
        "colour",
        "mail",
        "voucher_kind",
        "voucher_worth",
        "voucher_days",
    ):
        setattr(tier, name, getattr(plan, name))
    tier.name, tier.retired_at = plan.name.strip(), None
    _write_group(tier, plan, now)
    try:
        tier.clean_fields(exclude=["group"])
    except ValidationError as error:
        raise Invalid(str(error.messages[0]), field="tiers") from error
    tier.save()


def _write_group(tier: Tier, plan: TierPlan, now: datetime) -> None:
    """The rights stand on a group of the tier's own, under an id that no shop has."""
    group = tier.group if tier.group_id else CustomerGroup(shop=tier.shop)
    group.name = tier.name
    group.discount_percent = plan.discount_percent
    group.points_multiplier = plan.points_multiplier
    group.free_shipping = plan.free_shipping
    group.updated_at, group.digest = now, b"tier"
    if not group.pk:
        group.external_id = f"tier:{_next_key()}"
    group.save()
    tier.group = group


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('shop_customergroup', 'id'))")
        [key] = cursor.fetchone()
    return int(key)


def _grandfather(change: TierChange, now: datetime) -> None:
    """Who would fall by the change never falls below what he holds. Two statements: what
    he was promised before is less, and makes room.
    """
    measure = measure_of(change.shop)
    if measure is None:
        return
    values = measure.values(now) | {"author": change.author, "change": change.pk}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH {due_sql(measure, of=False)}
            UPDATE tiers_pin pin SET ended_at = %(now)s FROM due
            WHERE pin.customer_id = due.customer_id AND pin.ended_at IS NULL
              AND may AND aim < held
            """,
            values,
        )
        cursor.execute(
            f"""
            WITH {due_sql(measure, of=False)}
            INSERT INTO tiers_pin (shop_id, customer_id, tier_id, at_least, reason,
                                   author, made_at, change_id)
            SELECT %(shop)s, customer_id, held_id, TRUE, '', %(author)s, %(now)s, %(change)s
            FROM due WHERE may AND aim < held
            """,
            values,
        )
