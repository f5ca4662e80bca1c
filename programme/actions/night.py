"""What is done every night. Every step can be interrupted and run again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from accounts import actions as accounts
from earning.actions import announce_changes
from giftcards.actions.batches import purge_prepared as purge_prepared_cards
from giftcards.actions.ending import expire_cards
from giftcards.actions.holding import purge_holds as purge_card_holds
from outbox.actions.purging import purge_events
from points.actions.announcing import announce_expiring as announce_expiring_points
from points.actions.birthdays import reward_birthdays
from points.actions.expiring import expire_due as expire_points
from programme.actions.erasing import erase_due
from programme.actions.guest_orders import claim_missed_guest_orders
from programme.actions.order_settlement import resolve_awaiting
from programme.actions.referring import settle_referrals
from programme.actions.retention import keep_retention
from programme.actions.roots import write_roots
from programme.actions.terms_of_keeping import (
    blank_old_mails,
    purge_history,
    purge_sessions,
)
from programme.actions.tiers import review_night
from referrals.actions import forgetting as referrals
from sharing import actions as sharing
from vouchers.actions.archiving import archive_expired as archive_expired_vouchers
from vouchers.actions.archiving import purge_holds as purge_voucher_holds
from vouchers.actions.batches import purge_prepared as purge_prepared_vouchers
from wishlist.actions import clearing as wishlist

AUTHOR = "system"
# A file of customers that nobody has confirmed by then is forgotten.
FILES_WAIT = timedelta(days=7)

type Step = Callable[[datetime], Iterator[int]]

# Each yields how many rows it has just done, as often as it likes. In this order: people go
# first, so that nobody is written to who should be erased; what changes whose orders count
# comes before what is worked out of them; the tiers come after all that moves spending.
STEPS: Mapping[str, Step] = {
    "erase": lambda now: erase_due(author=AUTHOR, now=now),
    "retention": lambda now: keep_retention(author=AUTHOR, now=now),
    "claim": lambda now: claim_missed_guest_orders(author=AUTHOR, now=now),
    "expire": lambda now: expire_points(now=now),
    "resolve": lambda now: resolve_awaiting(author=AUTHOR, now=now),
    "referrals": lambda now: settle_referrals(author=AUTHOR, now=now),
    "invitations": lambda now: referrals.lapse_invitations(now=now),
    "connections": lambda now: iter([referrals.forget_connections(now=now)]),
    "birthdays": lambda now: reward_birthdays(now=now),
    "tiers": lambda now: review_night(author=AUTHOR, now=now),
    "conditions": lambda now: announce_changes(now=now),
    "notices": lambda now: announce_expiring_points(now=now),
    "archive": lambda now: archive_expired_vouchers(now=now),
    "holds": lambda now: iter([purge_voucher_holds(now=now) + purge_card_holds(now=now)]),
    "cards": lambda now: expire_cards(now=now),
    "files": lambda now: iter(
        [
            purge_prepared_vouchers(before=now - FILES_WAIT)
            + purge_prepared_cards(before=now - FILES_WAIT)
        ]
    ),
    "senders": lambda now: iter([sharing.forget_senders(now=now)]),
    "links": lambda now: iter([accounts.purge_links(now=now)]),
    "roots": lambda now: write_roots(now=now),
    "sessions": lambda now: iter([purge_sessions(now=now)]),
    "history": lambda now: iter([purge_history(now=now) + blank_old_mails(now=now)]),
    "wishes": lambda now: wishlist.purge_removed(now=now),
    "events": lambda now: purge_events(now=now),
}
NIGHT = list(STEPS)


def night(*, now: datetime) -> Iterator[tuple[str, int]]:
    """Run the steps in order. Yields the name of a step, and how many rows it just did."""
    for name, step in STEPS.items():
        for rows in step(now):
            yield name, rows
