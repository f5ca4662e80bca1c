"""Credit points to a lot, and claw them back: how its net rises and falls."""

from django.db.models import Max, Sum

from points.actions.converting import cancel_unused
from points.actions.ledger import Posting
from points.models import LedgerEntry, Lot


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
