"""Vouchers in the shop: made, let be used again, taken out."""

from datetime import datetime

from django.utils.translation import gettext as _

from connectors.actions.pushing.planning import plan_codes
from connectors.actions.runs import Run
from connectors.contract import Capabilities, Code, WritesVouchers
from connectors.models import PushedCode
from connectors.outgoing import KeyRefused, Rejected, ShopAway
from connectors.rules import LEASE, wait_after
from core.errors import Refused
from vouchers.models import Voucher

BATCH = 100
Task = PushedCode.Task
_GOODS = ("products", "categories", "excluded_products", "excluded_categories")


def push_codes(run: Run, shop: WritesVouchers) -> int:
    """Plan and do what is due; return how many tasks are done. Raises ShopAway and
    KeyRefused.
    """
    can = run.connector.capabilities
    plan_codes(connection=run.connection, later=can.codes_start_later, now=run.clock())
    waiting = PushedCode.objects.filter(connection=run.connection).exclude(task=Task.NONE)
    done = 0
    while run.goes_on:
        now = run.clock()
        due = waiting.filter(due_at__lte=now)
        rows = due.select_related("voucher__customer").order_by("due_at", "pk")[:BATCH]
        # Ours while the lease lasts; what another worker has claimed meanwhile is not due
        # any more, and the update leaves it.
        ours = [row for row in rows if due.filter(pk=row.pk).update(due_at=now + LEASE)]
        for row in ours:
            done += _do(run, shop, row, can)
        if not ours:
            break
    return done


def _do(run: Run, shop: WritesVouchers, row: PushedCode, can: Capabilities) -> bool:
    """Do one task; return whether the shop has done it. One that it refuses waits alone."""
    try:
        if row.task == Task.REVOKE:
            shop.revoke(row.external_id)
            _settle(row, external_id="", pushed_at=None)
            return True
        # Since the row was read an order may have used the voucher, or a merge moved it.
        row.voucher.refresh_from_db()
        code = code_of(row.voucher)
        if reason := unfit(code, can):
            _postpone(row, reason, None, run.clock())
            return False
        # One that was made for another is taken out first: the shop holds codes by name,
        # and would answer with the one it has.
        moved = row.external_id and row.owner_id != row.voucher.customer_id
        if row.task == Task.PUSH and moved:
            shop.revoke(row.external_id)
        if row.task == Task.REVIVE and not moved:
            name = shop.revive(row.external_id, code)
        else:
            name = shop.push_voucher(code)
        _settle(
            row,
            external_id=name,
            owner=row.voucher.customer,
            uses=row.voucher.used,
            pushed_at=row.pushed_at or run.clock(),
        )
    except (ShopAway, KeyRefused):
        # Nobody's fault: it is due again as soon as the shop is there.
        PushedCode.objects.filter(pk=row.pk).update(due_at=run.clock())
        raise
    except Rejected as refused:
        # Understood and refused: the same words would be refused again.
        _postpone(row, str(refused), None, run.clock())
        return False
    except Refused as refused:
        _postpone(row, str(refused), row.attempts + 1, run.clock())
        return False
    return True


def _settle(row: PushedCode, **values: object) -> None:
    PushedCode.objects.filter(pk=row.pk).update(
        task=Task.NONE, attempts=0, error="", due_at=None, **values
    )


def _postpone(row: PushedCode, error: str, attempts: int | None, now: datetime) -> None:
    """``attempts`` None: trying again is of no use."""
    wait = wait_after(attempts) if attempts else None
    PushedCode.objects.filter(pk=row.pk).update(
        attempts=attempts or row.attempts + 1,
        error=error[:300],
        due_at=now + wait if wait else None,
    )


def unfit(code: Code, can: Capabilities) -> str:
    """Say why the shop cannot hold this code; "" where it can."""
    if code.for_goods and not can.codes_for_goods:
        return _("This shop knows no codes for some goods only.")
    if code.customer and not can.codes_bound:
        return _("This shop knows no codes for one customer only.")
    if code.max_amount and not can.codes_capped:
        return _("This shop knows no percentages of so much at most.")
    own_minimum = code.minimum and code.minimum_of_goods and code.for_goods
    if own_minimum and not can.codes_minimum_of_goods:
        return _("This shop knows no minimums of some goods only.")
    return ""


def code_of(voucher: Voucher) -> Code:
    """Describe the voucher as the shop is to know it. Queries: 4, for its goods."""
    owner = voucher.customer
    left = None if voucher.use_limit is None else voucher.use_limit - voucher.used
    goods = {
        name: tuple(
            getattr(voucher, name).order_by("pk").values_list("external_id", flat=True)
        )
        for name in _GOODS
    }
    return Code(
        code=voucher.code,
        name=voucher.label,
        kind=voucher.kind,
        amount=voucher.worth,
        percent=voucher.percent,
        minimum=voucher.minimum,
        minimum_excl_tax=voucher.minimum_excl_tax,
        minimum_of_goods=voucher.minimum_of_goods,
        max_amount=voucher.max_amount,
        customer=owner.external_id if owner else None,
        email=owner.email if owner else "",
        starts=voucher.valid_from,
        ends=voucher.valid_until,
        uses_left=left,
        uses_per_customer=voucher.uses_per_customer,
        on_sale=voucher.on_sale,
        with_vouchers=voucher.with_vouchers,
        highlight=voucher.highlight,
        **goods,
    )


def revoke_unused(run: Run, shop: WritesVouchers) -> int:
    """Make unused codes worth nothing in a shop that is left. Returns how many."""
    rows = PushedCode.objects.filter(connection=run.connection).exclude(external_id="")
    revoked = 0
    for row in rows.filter(voucher__used=0).iterator():
        shop.revoke(row.external_id)
        _settle(row, external_id="", pushed_at=None)
        revoked += 1
    return revoked
