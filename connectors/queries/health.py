"""Whether a connected shop is well, in sentences; none where all is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import Connection, FeedCursor, PushedCode, Reconciliation
from connectors.phrases import list_named
from core.templatetags.typography import money, number, percent

# A list that was not read for so long, or a push that waits so long: something is stuck.
LATE = timedelta(minutes=30)
CLOCK_OFF = 120


@dataclass(frozen=True, slots=True)
class Complaint:
    """``urgent``: customers lose something."""

    sentence: str
    urgent: bool = False


def latest_reconciliation(connection: Connection) -> Reconciliation | None:
    rows = Reconciliation.objects.filter(connection=connection)
    return rows.order_by("-made_at").first()


def complaints(connection: Connection, now: datetime) -> list[Complaint]:
    """Six queries."""
    if connection.state == Connection.State.STOPPED:
        return [Complaint(connection.stopped_for, urgent=True)]
    return [
        *of_lists(connection, now),
        *of_things(connection),
        *of_codes(connection, now),
        *of_money(connection),
        *of_the_check(connection),
    ]


def of_lists(connection: Connection, now: datetime) -> Iterator[Complaint]:
    for row in FeedCursor.objects.filter(connection=connection).order_by("feed"):
        if row.error:
            yield Complaint(
                _("The list “%(list)s” could not be read: %(error)s")
                % {"list": list_named(row.feed), "error": row.error},
                urgent=row.failed_at is not None and now - row.failed_at > LATE,
            )
        elif row.read_at and now - row.read_at > LATE and " " not in row.feed:
            yield Complaint(
                _("The list “%(list)s” has not been read for more than half an hour.")
                % {"list": list_named(row.feed)},
                urgent=True,
            )


def of_things(connection: Connection) -> Iterator[Complaint]:
    rows = connection.pending.filter(due_at=None)
    if others := rows.filter(reused=True).count():
        sentence = ngettext(
            "%(count)s customer or order has an id that was another’s before, and is kept"
            " out. Was the shop restored from a backup, or installed anew? Then disconnect"
            " it, and connect it as a shop of its own.",
            "%(count)s customers or orders have ids that were others’ before, and are kept"
            " out. Was the shop restored from a backup, or installed anew? Then disconnect"
            " it, and connect it as a shop of its own.",
            others,
        )
        yield Complaint(sentence % {"count": number(others)}, urgent=True)
    if parked := rows.filter(reused=False).count():
        sentence = ngettext(
            "%(count)s thing of the shop could not be taken in.",
            "%(count)s things of the shop could not be taken in.",
            parked,
        )
        yield Complaint(sentence % {"count": number(parked)})


def of_codes(connection: Connection, now: datetime) -> Iterator[Complaint]:
    rows = PushedCode.objects.filter(connection=connection).exclude(task="")
    if failed := rows.filter(due_at=None).exclude(error="").count():
        sentence = ngettext(
            "%(count)s voucher could not be written into the shop.",
            "%(count)s vouchers could not be written into the shop.",
            failed,
        )
        yield Complaint(sentence % {"count": number(failed)}, urgent=True)
    if late := rows.filter(due_at__lt=now - LATE).count():
        sentence = ngettext(
            "%(count)s voucher waits to be written into the shop.",
            "%(count)s vouchers wait to be written into the shop.",
            late,
        )
        yield Complaint(sentence % {"count": number(late)}, urgent=True)


def of_money(connection: Connection) -> Iterator[Complaint]:
    latest = latest_reconciliation(connection)
    if latest and latest.unequal:
        sentence = ngettext(
            "%(count)s order is not the same in the shop: difference %(money)s.",
            "%(count)s orders are not the same in the shop: difference %(money)s.",
            latest.unequal,
        )
        difference = money(latest.difference, connection.shop.currency)
        yield Complaint(sentence % {"count": number(latest.unequal), "money": difference})


def of_the_check(connection: Connection) -> Iterator[Complaint]:
    found = connection.found
    off = found.get("clock_off")
    if off is not None and abs(off) > CLOCK_OFF:
        yield Complaint(
            _("The shop’s clock is wrong by %(seconds)s seconds.")
            % {"seconds": number(abs(off))}
        )
    tax = Decimal(found.get("tax_on_codes", "0"))
    if found.get("prices_with_tax") is False and tax:
        # The rate of a cart is not known when a code is written: the usual one is taken.
        yield Complaint(
            _(
                "The prices of the shop are entered without tax: vouchers for an amount are"
                " written there without the usual tax of %(rate)s. On goods of that rate"
                " they take off what you promise, but for a cent that the shop rounds by"
                " line; on goods of a lower rate, or sold without tax, they take off less."
            )
            % {"rate": percent(tax)}
        )
    if excess := found.get("excess"):
        yield Complaint(
            _("The key may see more than is needed: take these rights away: %(rights)s.")
            % {"rights": ", ".join(excess)}
        )
    unmapped = [
        name for key, name in found.get("states", []) if key not in connection.states
    ]
    if unmapped:
        yield Complaint(
            _("These states of orders are not mapped: %(states)s.")
            % {"states": ", ".join(unmapped)}
        )
