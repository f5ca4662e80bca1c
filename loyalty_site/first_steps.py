"""« Premiers pas »: what a new shop sets up before its programme runs by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from connectors.models import Connection
from earning.models import RuleVersion
from mailing.models import Branding
from reminders.models import Campaign
from shop.access import may
from shop.models import Order, Shop


class FirstStep(NamedTuple):
    """``minutes``: what it takes somebody who does it for the first time."""

    sentence: str
    reason: str
    minutes: int
    button: str
    address: str
    done: bool


def first_steps(request: HttpRequest, shop: Shop) -> Sequence[FirstStep]:
    """The steps that this member of staff may take; empty once all are done. Queries: 1."""
    steps = [step for needs, step in _steps(shop) if may(request, needs)]
    return [] if all(step.done for step in steps) else steps


def _steps(shop: Shop) -> list[tuple[str, FirstStep]]:
    """Each with the right that its page names."""
    of_shop = {"shop": OuterRef("pk")}
    sender = ~Q(sender_email="") & ~Q(company="")
    done = (
        Shop.objects.filter(pk=shop.pk)
        .annotate(
            linked=Exists(Connection.objects.filter(**of_shop)),
            told=Exists(Order.objects.filter(**of_shop)),
            ruled=Exists(RuleVersion.objects.filter(**of_shop, number__gt=1)),
            branded=Exists(Branding.objects.filter(**of_shop)),
            sending=Exists(Branding.objects.filter(sender, **of_shop)),
            writing=Exists(Campaign.objects.filter(**of_shop, activated_at__isnull=False)),
            team=Exists(User.objects.filter(shops=OuterRef("pk"), is_staff=True)[1:]),
        )
        .values("linked", "told", "ruled", "branded", "sending", "writing", "team")
        .get()
    )
    branding = reverse("admin:mailing_branding_edit", args=[shop.pk])
    return [
        (
            "connectors.add_connection",
            FirstStep(
                _("Connect your shop"),
                _(
                    "Customers, products and orders then arrive by themselves."
                    " Or import files, under “My shop”."
                ),
                10,
                _("Connect"),
                reverse("admin:connectors_connection_add"),
                done["linked"] or done["told"],
            ),
        ),
        (
            "earning.add_ruleversion",
            FirstStep(
                _("Choose what points are worth"),
                _("What a euro spent gives, and what a point is worth."),
                5,
                _("Set the rules"),
                reverse("admin:earning_ruleversion_edit", args=[shop.pk]),
                done["ruled"],
            ),
        ),
        (
            "mailing.view_branding",
            FirstStep(
                _("Give your mails your look"),
                _("Your logo and your colours, in mails and in the customer’s account."),
                5,
                _("Choose the look"),
                branding,
                done["branded"],
            ),
        ),
        (
            "mailing.view_branding",
            FirstStep(
                _("Name who writes"),
                _(
                    "Your sender’s address and your company:"
                    " mailboxes and the law ask for it."
                ),
                5,
                _("Name the sender"),
                branding,
                done["sending"],
            ),
        ),
        (
            "reminders.change_campaign",
            FirstStep(
                _("Turn on a first campaign"),
                _(
                    "Abandoned carts bring the most."
                    " You see whom it writes to before it starts."
                ),
                5,
                _("See the campaigns"),
                reverse("admin:reminders_campaign_changelist"),
                done["writing"],
            ),
        ),
        (
            "accounts.invite_staff",
            FirstStep(
                _("Invite your team"),
                _("Everybody with their own password and the rights of their role."),
                2,
                _("Invite"),
                reverse("admin:team"),
                done["team"],
            ),
        ),
    ]
