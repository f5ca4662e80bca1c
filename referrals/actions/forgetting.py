"""Drop personal data: with an erased customer, and after its time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from referrals.models import Referral, Sponsor
from shop import queries as shop_queries
from shop.models import Customer

# The checks against fraud look back some weeks; half a year leaves room for complaints.
CONNECTIONS_KEPT = timedelta(days=180)
CHUNK = 5000


@transaction.atomic
def on_erase(*, customer: Customer) -> None:
    """Close the customer's code and drop what could name them, under all their ids.

    That their address was written to once stays, as a keyed digest.
    """
    merged_ids = shop_queries.merged_ids(customer)
    Sponsor.objects.filter(customer__in=merged_ids).update(connection=None)
    # The rows stay, for the other side's rewards hang on them.
    own = Referral.objects.filter(Q(sponsor__in=merged_ids) | Q(friend__in=merged_ids))
    own.update(connection=None, decision_reason="")
    own.filter(friend__in=merged_ids).update(initials="")
    Referral.objects.filter(sponsor__in=merged_ids, friend=None).update(
        initials="", status=Referral.Status.LAPSED
    )


# SKIP LOCKED: an invitation that is being accepted right now is left for the next night.
# NO KEY UPDATE: rewards that refer to the row need not wait.
_LAPSE = """
    UPDATE referrals_referral SET status = 'lapsed', initials = '', connection = NULL
    WHERE id IN (
        SELECT referral.id FROM referrals_referral referral
        JOIN referrals_referralterms terms ON terms.id = referral.terms_id
        WHERE referral.status = 'invited' AND referral.friend_id IS NULL
          AND greatest(referral.created_at, referral.accepted_at)
              <= %(now)s - make_interval(days => terms.open_days)
        ORDER BY referral.id LIMIT %(chunk)s
        FOR NO KEY UPDATE OF referral SKIP LOCKED
    )
"""


def lapse_invitations(*, now: datetime) -> Iterator[int]:
    """Close invitations whose days are over; yield the rows of each transaction."""
    lapsed = CHUNK
    # A chunk that is not full was the last one.
    while lapsed == CHUNK:
        with connection.cursor() as cursor:
            cursor.execute(_LAPSE, {"now": now, "chunk": CHUNK})
            lapsed = cursor.rowcount
        if lapsed:
            yield lapsed


def forget_connections(*, now: datetime) -> int:
    """Drop old digests of connections and browsers; return how many."""
    before = now - CONNECTIONS_KEPT
    old = Referral.objects.filter(connection__isnull=False, created_at__lt=before)
    seen = Sponsor.objects.filter(connection__isnull=False, seen_at__lt=before)
    return old.update(connection=None) + seen.update(connection=None)
