"""Draft other tiers or thresholds, put them in force, undo the last change."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from core.sql import Fragment, execute, fetch
from shop.models import CustomerGroup, Shop
from tiers.models import Pin, Scheme, Tier, TierChange, TierDraft
from tiers.queries.measures import due_tables, measure_of
from tiers.queries.plans import plan_of
from tiers.rules import plans
from tiers.rules.plans import Plan, TierPlan


class NotUndoable(Refused):
    code = "not_undoable"

    def __init__(self) -> None:
        super().__init__(_("The tiers have been changed again since: undo that first."))


@transaction.atomic
def draft(*, shop: Shop, plan: Plan, author: str, now: datetime) -> TierDraft:
    """Keep a plan without any effect; it replaces an earlier draft.

    Raises: Invalid.
    """
    _check(plan)
    values = {"plan": plan.written(), "author": author, "saved_at": now}
    row, _created = TierDraft.objects.update_or_create(shop=shop, defaults=values)
    return row


def drop_draft(*, shop: Shop) -> None:
    """Delete the shop's draft, if there is one."""
    TierDraft.objects.filter(shop=shop).delete()


@transaction.atomic
def change(
    *, shop: Shop, plan: Plan, grandfather: bool, author: str, now: datetime
) -> TierChange:
    """Put a plan in force. ``grandfather``: nobody falls by it.

    Nobody is moved yet: the caller runs ``review_all`` next.
    Raises: Invalid.
    """
    _check(plan)
    return _apply(shop, plan, author, now, grandfather=grandfather)


@transaction.atomic
def undo(*, change: TierChange, author: str, now: datetime) -> TierChange:
    """Put the tiers before the change back in force, and end the pins it made.

    Raises: NotUndoable unless it is the shop's last change.
    """
    shop = change.shop
    _lock(shop)
    last = TierChange.objects.filter(shop=shop).order_by("-number").first()
    if last != change:
        raise NotUndoable
    # They kept customers from falling by the change, which is gone.
    Pin.objects.filter(change=change, ended_at=None).update(ended_at=now)
    plan = plans.plan_from_json(change.before)
    return _apply(shop, plan, author, now, grandfather=False, undoes=change)


def _check(plan: Plan) -> None:
    problem, field = plans.problem_of(plan)
    if problem == "name":
        raise Invalid(_("Each tier needs a name of its own."), field=field)
    if problem == "minimum":
        raise Invalid(_("Two tiers begin at the same amount."), field=field)


def _lock(shop: Shop) -> None:
    """Changes of one shop are numbered without a gap: one at a time. Rows that only refer
    to the shop need not wait.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)


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
    # All tiers are retired first: thresholds and names, unique among those in force, may
    # change hands.
    rows = {row.pk: row for row in Tier.objects.filter(shop=shop).select_related("group")}
    Tier.objects.filter(shop=shop, retired_at=None).update(retired_at=now)
    for each in sorted(plan.tiers, key=lambda tier: tier.minimum):
        _write_tier(rows.get(each.key or 0) or Tier(shop=shop), each, now)
    row = TierChange.objects.create(
        shop=shop,
        number=last.number + 1 if last else 1,
        before=before.written(),
        # Read again, not copied from the plan: new tiers have their keys by now.
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


_COLUMNS = (
    "minimum",
    "perks",
    "colour",
    "mail",
    "voucher_kind",
    "voucher_worth",
    "voucher_days",
)
_NEXT_KEY = Fragment("SELECT nextval(pg_get_serial_sequence('shop_customergroup', 'id'))")


def _write_tier(tier: Tier, plan: TierPlan, now: datetime) -> None:
    """The rights stand on a customer group of the tier's own."""
    group = tier.group if tier.group_id else CustomerGroup(shop=tier.shop)
    group.name = tier.name = plan.name.strip()
    group.discount_percent = plan.discount_percent
    group.points_multiplier = plan.points_multiplier
    group.free_shipping = plan.free_shipping
    group.updated_at, group.digest = now, b"tier"
    if not group.pk:
        # An id that no shop uses, and that no other tier has.
        [(key,)] = fetch(_NEXT_KEY)
        group.external_id = f"tier:{key}"
    group.save()
    for name in _COLUMNS:
        setattr(tier, name, getattr(plan, name))
    tier.group, tier.retired_at = group, None
    try:
        tier.clean_fields(exclude=["group"])
    except ValidationError as error:
        raise Invalid(str(error.messages[0]), field="tiers") from error
    tier.save()


_END_LOWER_PINS = Fragment("""
    WITH {due}
    UPDATE tiers_pin pin SET ended_at = %(now)s FROM due
    WHERE pin.customer_id = due.customer_id AND pin.ended_at IS NULL
      AND eligible AND target_rank < held_rank
""")
_PIN_AT_HELD = Fragment("""
    WITH {due}
    INSERT INTO tiers_pin (shop_id, customer_id, tier_id, at_least, reason, author, made_at,
                           change_id)
    SELECT %(shop)s, customer_id, held_id, TRUE, '', %(author)s, %(now)s, %(change)s
    FROM due WHERE eligible AND target_rank < held_rank
""")


def _grandfather(change: TierChange, now: datetime) -> None:
    """Pin whoever would fall by the change to the tier they hold, as the least they have.

    A pin they had before promised less; it ends first, since a customer has one at a time.
    Queries: 3.
    """
    measure = measure_of(change.shop)
    if measure is None:
        return
    due = due_tables(measure, now)
    execute(_END_LOWER_PINS.fill(due=due))
    execute(_PIN_AT_HELD.fill(due=due).given(author=change.author, change=change.pk))
