"""Before campaigns write to many: whom, what it could cost, and one question."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.confirming import Concerned, ask, asked_page
from core.templatetags.typography import money, number
from reminders.models import Campaign, CampaignStep
from reminders.queries.announcement import Announcement


def ask_to_write(
    request: HttpRequest,
    announcement: Announcement,
    campaigns: list[Campaign],
    *,
    title: str,
    button: str,
    back: str,
) -> HttpResponse:
    """``announcement`` holds the page that was asked for of those to be written to."""
    mails = announcement.mails
    writes = ngettext(
        "It writes to %(count)s customer now.",
        "It writes to %(count)s customers now.",
        mails,
    )
    costs = {each: _cost(each, announcement.of_campaign(each)) for each in campaigns}
    rows = [(line.customer, str(line.campaign)) for line in announcement.lines]
    return ask(
        request,
        opts=Campaign._meta,
        title=title,
        sentences=[
            writes % {"count": number(mails)},
            *(
                _("%(campaign)s: %(cost)s") % {"campaign": each, "cost": cost}
                for each, cost in costs.items()
            ),
        ],
        button=button,
        back=back,
        concerned=Concerned(total=mails, rows=rows, page=asked_page(request)),
    )


def _cost(campaign: Campaign, mails: int) -> str:
    """What the vouchers could come to if all were used; by the step that gives most."""
    steps = CampaignStep.objects.filter(campaign=campaign)
    most = max((step.amount or Decimal(0) for step in steps), default=Decimal(0))
    if most:
        said = _("vouchers of at most %(amount)s in all")
        return said % {"amount": money(most * mails, campaign.shop.currency)}
    percents = [step.percent for step in steps if step.percent]
    if percents:
        return _("vouchers of %(percent)s %%") % {"percent": number(max(percents))}
    return _("no voucher of an amount")
