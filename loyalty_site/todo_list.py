"""What somebody has to look at today, a line each, and where."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.models import Connection
from core.templatetags.typography import number
from giftcards.models import CardBatch, RefusedPayment
from mailing.models import Mail
from referrals.models import Referral
from reminders.models import Campaign
from reminders.queries.campaigns import runs
from shop.models import Shop
from tiers.models import TierDraft
from vouchers.models import RefusedCode, VoucherBatch

# What was looked at last week, or never, need not be told every morning.
LATELY = timedelta(days=7)
# A mail that could have gone so long ago: nothing sends them.
LATE = timedelta(hours=1)


class TodoItem(NamedTuple):
    """``urgent``: customers are waiting, or lose something."""

    sentence: str
    address: str
    urgent: bool = False


def todo_list(shops: Sequence[Shop], now: datetime) -> list[TodoItem]:
    """Thirteen queries, however many shops; what is urgent comes first."""
    found = [*_stalled(shops, now), *_refused(shops, now), *_waiting(shops)]
    return sorted(found, key=lambda matter: not matter.urgent)


def _stalled(shops: Sequence[Shop], now: datetime) -> Iterator[TodoItem]:
    stopped = Connection.objects.filter(shop__in=shops, state=Connection.State.STOPPED)
    for connection in stopped.select_related("shop").order_by("pk"):
        said = _("%(shop)s is no longer connected: %(reason)s")
        page = reverse("admin:connectors_connection_change", args=[connection.pk])
        values = {"shop": connection.shop, "reason": connection.stopped_for}
        yield TodoItem(said % values, page, urgent=True)
    for run in runs(shops, now):
        if run.silent:
            said = _("%(shop)s: no campaign has run for more than a day.")
            page = _list("reminders_campaign")
            yield TodoItem(said % {"shop": run.shop}, page, urgent=True)
    mails = Mail.objects.filter(shop__in=shops)
    queued = mails.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED])
    if late := queued.filter(due_at__lt=now - LATE).count():
        said = ngettext(
            "%(count)s mail should have gone more than an hour ago.",
            "%(count)s mails should have gone more than an hour ago.",
            late,
        )
        page = _list("mailing_mail", "state__exact=due")
        yield TodoItem(said % {"count": number(late)}, page, urgent=True)
    paused = Campaign.objects.filter(shop__in=shops).exclude(paused_for="").count()
    if paused:
        said = ngettext(
            "%(count)s campaign was turned off by an import.",
            "%(count)s campaigns were turned off by an import.",
            paused,
        )
        yield TodoItem(said % {"count": number(paused)}, _list("reminders_campaign"))


def _refused(shops: Sequence[Shop], now: datetime) -> Iterator[TodoItem]:
    """Of the last days."""
    since = now - LATELY
    mails = Mail.objects.filter(shop__in=shops, state=Mail.State.FAILED)
    if failed := mails.filter(queued_at__gte=since).count():
        said = ngettext(
            "%(count)s mail of the last seven days has failed.",
            "%(count)s mails of the last seven days have failed.",
            failed,
        )
        yield TodoItem(
            said % {"count": number(failed)}, _list("mailing_mail", "state__exact=failed")
        )
    codes = RefusedCode.objects.filter(shop__in=shops, recorded_at__gte=since).count()
    if codes:
        said = ngettext(
            "%(count)s code of an order was refused in the last seven days.",
            "%(count)s codes of orders were refused in the last seven days.",
            codes,
        )
        yield TodoItem(said % {"count": number(codes)}, _list("vouchers_refusedcode"))
    paid = RefusedPayment.objects.filter(shop__in=shops, recorded_at__gte=since).count()
    if paid:
        said = ngettext(
            "%(count)s payment by gift card was refused in the last seven days.",
            "%(count)s payments by gift card were refused in the last seven days.",
            paid,
        )
        yield TodoItem(said % {"count": number(paid)}, _list("giftcards_refusedpayment"))


def _waiting(shops: Sequence[Shop]) -> Iterator[TodoItem]:
    """For a word of the merchant."""
    held = Referral.objects.filter(shop__in=shops, status=Referral.Status.HELD).count()
    if held:
        said = ngettext(
            "%(count)s referral waits for your decision.",
            "%(count)s referrals wait for your decision.",
            held,
        )
        page = _list("referrals_referral", "status__exact=held")
        yield TodoItem(said % {"count": number(held)}, page)
    for batch in VoucherBatch.objects.filter(shop__in=shops, made_at=None).order_by("pk"):
        said = _("The file “%(file)s” is read: its vouchers are yet to be made.")
        page = reverse("admin:vouchers_voucherbatch_change", args=[batch.pk])
        yield TodoItem(said % {"file": batch}, page)
    for cards in CardBatch.objects.filter(shop__in=shops, made_at=None).order_by("pk"):
        said = _("The file “%(file)s” is read: its gift cards are yet to be made.")
        page = reverse("admin:giftcards_giftcard_batch", args=[cards.pk])
        yield TodoItem(said % {"file": cards.name}, page)
    drafts = TierDraft.objects.filter(shop__in=shops).select_related("shop")
    for draft in drafts.order_by("pk"):
        said = _("%(shop)s: a draft of the tiers is not yet in force.")
        page = reverse("admin:tiers_tier_edit", args=[draft.shop_id])
        yield TodoItem(said % {"shop": draft.shop}, page)


def _list(shelf: str, narrowed: str = "") -> str:
    page = reverse(f"admin:{shelf}_changelist")
    return f"{page}?{narrowed}" if narrowed else page
