"""What is forgotten: with a person, and with time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from referrals.models import Referral, Sponsor
from shop import queries as shop_queries
from shop.models import Customer

# Digests of connections are asked about for weeks, and kept for half a year.
CONNECTIONS_KEPT = timedelta(days=180)
CHUNK = 5000


@transaction.atomic
def on_erase(*, customer: Customer) -> None:
    """Somebody is being erased, under all ids: his code opens nothing any more, and what
    could name him goes. That his address was written to once stays, as a digest.
    """
    everywhere = shop_queries.merged_ids(customer)
    Sponsor.objects.filter(customer__in=everywhere).update(connection=None)
    his = Referral.objects.filter(Q(sponsor__in=everywhere) | Q(friend__in=everywhere))
    his.update(connection=None, decision_reason="")
    his.filter(friend__in=everywhere).update(initials="")
    Referral.objects.filter(sponsor__in=everywhere, friend=None).update(
        initials="", status=Referral.Status.LAPSED
    )


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
    """Invitations that nobody has followed: how many, each time, one transaction each."""
    done = CHUNK
    while done == CHUNK:
        with connection.cursor() as cursor:
            cursor.execute(_LAPSE, {"now": now, "chunk": CHUNK})
            done = cursor.rowcount
        if done:
            yield done


def forget_connections(*, now: datetime) -> int:
    """Connections and browsers that were noted long ago."""
    before = now - CONNECTIONS_KEPT
    old = Referral.objects.filter(connection__isnull=False, created_at__lt=before)
    seen = Sponsor.objects.filter(connection__isnull=False, seen_at__lt=before)
    return old.update(connection=None) + seen.update(connection=None)
