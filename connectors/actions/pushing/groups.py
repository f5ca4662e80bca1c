"""Tiers in the shop: each a group, which customers are put into beside their own."""

from connectors.actions.pushing.planning import plan_tiers
from connectors.actions.runs import Run
from connectors.contract import WritesGroups
from connectors.models import Connection, PushedGroup, PushedTier
from connectors.outgoing import KeyRefused, ShopAway
from connectors.rules import LEASE, wait_after
from core.errors import Refused
from shop.models import CustomerGroup

BATCH = 100


def push_tiers(run: Run, shop: WritesGroups) -> int:
    """Plan and move; return how many were moved. Raises ShopAway and KeyRefused."""
    plan_tiers(connection=run.connection, now=run.clock())
    done = 0
    waiting = PushedTier.objects.filter(connection=run.connection, waiting=True)
    while run.goes_on:
        now = run.clock()
        due = waiting.filter(due_at__lte=now).select_related("customer__tier_group")
        rows = due.order_by("due_at", "pk")[:BATCH]
        # Ours while the lease lasts; what another worker has claimed meanwhile is not due
        # any more, and the update leaves it.
        ours = [row for row in rows if due.filter(pk=row.pk).update(due_at=now + LEASE)]
        for row in ours:
            done += _do(run, shop, row)
        if not ours:
            break
    return done


def _do(run: Run, shop: WritesGroups, row: PushedTier) -> bool:
    group = row.customer.tier_group
    try:
        name = _group_in_shop(run, shop, group) if group else None
        former = shop.set_group(
            row.customer.external_id, name, former=row.former, ours=_ours(run.connection)
        )
    except (ShopAway, KeyRefused):
        PushedTier.objects.filter(pk=row.pk).update(due_at=run.clock())
        raise
    except Refused as refused:
        wait = wait_after(row.attempts + 1)
        PushedTier.objects.filter(pk=row.pk).update(
            attempts=row.attempts + 1,
            error=str(refused)[:300],
            due_at=run.clock() + wait if wait else None,
        )
        return False
    PushedTier.objects.filter(pk=row.pk).update(
        group=group, former=former, waiting=False, attempts=0, error="", due_at=None
    )
    return True


def _group_in_shop(run: Run, shop: WritesGroups, group: CustomerGroup) -> str:
    """Return the group's id there; make it, or set its discount right, where it has
    changed.
    """
    known = PushedGroup.objects.filter(connection=run.connection, group=group).first()
    same = known and (known.name, known.percent) == (group.name, group.discount_percent)
    if known and same:
        return known.external_id
    name = shop.push_group(group.name, group.discount_percent)
    PushedGroup.objects.update_or_create(
        connection=run.connection,
        group=group,
        defaults={
            "external_id": name,
            "name": group.name,
            "percent": group.discount_percent,
        },
    )
    return name


def _ours(connection: Connection) -> list[str]:
    rows = PushedGroup.objects.filter(connection=connection)
    return list(rows.values_list("external_id", flat=True))


def take_out_all(run: Run, shop: WritesGroups) -> int:
    """Put everybody back into groups of the shop's own, before it is left. Returns how
    many.
    """
    rows = PushedTier.objects.filter(connection=run.connection, group__isnull=False)
    ours = _ours(run.connection)
    done = 0
    for row in rows.select_related("customer").iterator():
        shop.set_group(row.customer.external_id, None, former=row.former, ours=ours)
        PushedTier.objects.filter(pk=row.pk).update(group=None, waiting=False, due_at=None)
        done += 1
    return done
