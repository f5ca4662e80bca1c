"""Credit points to a lot, claw them back, and return those of a cancelled voucher: how its
net rises and falls.
"""

from django.db.models import Max, Sum

from earning.queries import versions as earning_versions
from earning.rules import lifetime
from points.actions.ledger import Posting
from points.actions.locking import LockedAccount, redate
from points.models import LedgerEntry, Lot, Movement
from vouchers.actions.cancelling import cancel as cancel_vouchers
from vouchers.actions.cancelling import lock_unused as lock_unused_vouchers
from vouchers.models import Voucher


def credit(posting: Posting, lot: Lot, points: int) -> None:
    """Undo what was clawed back, in the reverse order; only then issue new points."""
    # 1. What was really taken goes back to where it came from.
    reinstated = min(points, lot.clawed_back)
    _reinstate(posting, lot, reinstated)
    lot.clawed_back -= reinstated
    points -= reinstated
    # 2. What was only counted as clawed back is counted no more: nothing moves.
    for name in ("written_off", "expired_counted"):
        part = min(points, getattr(lot, name))
        setattr(lot, name, getattr(lot, name) - part)
        posting.adjustment -= part
        points -= part
    # 3. The rest is new.
    posting.move(LedgerEntry.Kind.EARN, points, lot)
    lot.issued += points


def _reinstate(posting: Posting, lot: Lot, points: int) -> None:
    """Points return to the lots that stood in for this one, the last one first.

    What the lot itself gave, or became a debt, returns to it. So does what lots gave that
    have gone to another account since.
    """
    if not points:
        return
    stood_in = (
        LedgerEntry.objects.filter(
            movement__order=posting.order,
            movement__lot=lot,
            lot__account=lot.account_id,
            kind__in=[LedgerEntry.Kind.CLAW_BACK, LedgerEntry.Kind.REINSTATE],
        )
        .exclude(lot=lot)
        .values("lot")
        .annotate(net=Sum("points"), last=Max("pk"))
        .filter(net__lt=0)
        .order_by("-last")
    )
    for row in stood_in:
        part = min(points, -row["net"])
        other = posting.account.track(Lot.objects.get(pk=row["lot"]))
        posting.move(LedgerEntry.Kind.REINSTATE, part, other)
        points -= part
    posting.move(LedgerEntry.Kind.REINSTATE, points, lot)


def claw_back(posting: Posting, lot: Lot, points: int) -> None:
    """Take ``points`` that this lot has given, in the order declared in docs/programme.md.

    Vouchers that its points have become and that nobody has used are cancelled as needed.
    """
    account = posting.account
    account.expire_due()
    cancel_unused(account, lot, needed=points, author=posting.author)
    # 1. Points that have expired count as clawed back: nothing moves.
    expired_counted = min(points, lot.expired - lot.expired_counted)
    left = points - expired_counted
    # 2. What the lot itself holds; then the available ones, the soonest to expire first;
    # then the pending ones.
    others = [each for each in [*account.available, *account.pending] if each is not lot]
    for holder in [lot, *others]:
        part = min(left, holder.remaining)
        posting.move(LedgerEntry.Kind.CLAW_BACK, -part, holder)
        left -= part
    # 3. What has been spent becomes a debt, up to the limit; 4. the rest is written off.
    limit = posting.rules.debt_limit if posting.rules else None
    owed = left if limit is None else min(left, max(0, limit - account.row.debt))
    posting.owe(-owed)
    written_off = left - owed
    lot.expired_counted += expired_counted
    lot.written_off += written_off
    lot.clawed_back += points - expired_counted - written_off
    posting.adjustment += expired_counted + written_off


def spent_on(voucher: Voucher) -> list[tuple[Lot, int]]:
    """Answer the lots that it was bought from, each with how many of its points."""
    spent = LedgerEntry.objects.filter(
        movement__voucher=voucher, kind=LedgerEntry.Kind.CONVERT
    )
    spent = spent.select_related("lot__account__customer").order_by("pk")
    return [(entry.lot, -entry.points) for entry in spent if entry.lot]


def cancel_unused(account: LockedAccount, lot: Lot, *, needed: int, author: str) -> None:
    """Where a lot holds too little to claw back, cancel unused vouchers bought from it,
    the latest first, until it holds enough. All their points return to their lots.

    A voucher that another customer has, or that was bought from another's lots too, is
    left: their accounts are not locked here.
    """

    def short() -> bool:
        return needed > lot.expired - lot.expired_counted + lot.remaining

    # Asked again after each: what a voucher returns may be enough.
    if short():
        for voucher in lock_unused_vouchers(_bought_from(lot)):
            if short():
                cancel_vouchers(voucher=voucher, now=account.now)
                return_points(account, voucher, author)


def _bought_from(lot: Lot) -> list[int]:
    """Vouchers of the lot's own account, from its own lots only, by primary key."""
    bought = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CONVERT)
    own = bought.filter(lot=lot, movement__voucher__customer=lot.account_id)
    keys = set(own.values_list("movement__voucher", flat=True))
    also = bought.filter(movement__voucher__in=keys)
    also = also.exclude(lot__account=lot.account_id)
    keys -= set(also.values_list("movement__voucher", flat=True))
    return [pk for pk in keys if pk]


def return_points(account: LockedAccount, voucher: Voucher, author: str) -> None:
    """Return the points to their own lots, with their own dates: what has expired since
    stays expired, unless the rules grant some days more.
    """
    cancelled = f"voucher:{voucher.code}:cancelled"
    own = voucher.customer_id == account.row.pk
    posting = Posting(
        account=account,
        kind=Movement.Kind.RETURN,
        source=cancelled if own else f"{cancelled}:{account.row.pk}",
        author=author,
        happened_at=account.now,
        voucher=voucher,
    )
    version = earning_versions.rules_at(voucher.shop, account.now)
    if version.return_days:
        # What the clock has taken from these lots stays taken: written down before they
        # get a later end.
        account.expire_due()
    for spent, points in spent_on(voucher):
        if spent.account_id == account.row.pk:
            lot = account.track(spent)
            end = lifetime.at_least_until(
                lot.expires_at, account.now, version.return_period
            )
            if end != lot.expires_at:
                redate(lot, account.now)
                lot.expires_at = end
            posting.move(LedgerEntry.Kind.RETURN, points, lot)
    posting.repay()
    posting.write()
    account.expire_due()
