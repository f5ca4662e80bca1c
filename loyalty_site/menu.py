"""The back-office's menu, by what a merchant comes to do; models stay in their apps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.access import may, shop_at_hand


@dataclass(frozen=True, slots=True)
class Page:
    """A page made by hand: shown to whoever has the right that its view names.

    ``view``: the name of its address, which takes the shop at hand where ``of_shop``.
    ``needs``: the right, where Django made the view.
    """

    view: str
    name: str | Promise
    of_shop: bool = True
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """``entries``: pages, and models by their labels. ``folded`` ones open on a click."""

    slug: str
    name: str | Promise
    entries: tuple[Page | str, ...]
    folded: bool = False


MENU = (
    Group(
        "customers",
        _("Customers"),
        ("shop.Customer", "segments.Segment", "mailing.Suppression"),
    ),
    Group(
        "rewards",
        _("Rewards"),
        (
            Page("earning_ruleversion_edit", _("Points")),
            "earning.RuleVersion",
            "tiers.Tier",
            "tiers.Move",
            "vouchers.Voucher",
            "vouchers.CartOffer",
            "giftcards.GiftCard",
            "vouchers.MarginGuard",
        ),
    ),
    Group(
        "mails",
        _("Mails and campaigns"),
        (
            Page("reminders_campaign_next", _("Next run")),
            "reminders.Campaign",
            "reminders.Reminder",
            "mailing.MailText",
            "mailing.Mail",
            "mailing.SendingLimits",
        ),
    ),
    Group(
        "friends",
        _("Referrals and wishes"),
        (
            "referrals.Referral",
            Page("referrals_referral_tree", _("Who has brought whom")),
            "referrals.ReferralTerms",
            "sharing.SharingSettings",
            "wishlist.Wishlist",
            "wishlist.WishlistSettings",
        ),
    ),
    Group(
        "results",
        _("Results"),
        (
            Page("analytics_accountingterms_returns", _("Cost and return")),
            Page("reminders_campaign_results", _("Campaigns")),
            Page("vouchers_voucher_statistics", _("Vouchers")),
            Page("tiers_figures", _("Tiers")),
            Page("referrals_referral_statistics", _("Referrals")),
            Page("giftcards_giftcard_report", _("Gift cards")),
            Page("wishlist_wishlist_statistics", _("Wishes")),
            Page("analytics_accountingterms_owed", _("What I owe")),
            "analytics.AccountingTerms",
            "analytics.SimulationRun",
        ),
    ),
    Group(
        "shop",
        _("My shop"),
        (
            "shop.Order",
            "shop.Product",
            "shop.Category",
            "shop.CustomerGroup",
            "shop.Cart",
            Page("mailing_branding_edit", _("Look and sender")),
            Page("team", _("Team"), of_shop=False),
            "connectors.Connection",
            Page("api_apikey_connection", _("Connection")),
            "api.ApiKey",
            Page("shop_shop_change", _("Shop settings"), needs="shop.change_shop"),
            Page("shop_shop_register", _("Register of personal data")),
        ),
    ),
    Group(
        "technical",
        _("Technical"),
        (
            "points.Movement",
            "points.Lot",
            "points.Account",
            "points.AdjustLimit",
            "vouchers.VoucherBatch",
            "vouchers.Budget",
            "vouchers.RefusedCode",
            "giftcards.RefusedPayment",
            "giftcards.CardTerms",
            "reminders.Schedule",
            "outbox.Webhook",
            "outbox.Delivery",
            "connectors.ContactAccount",
            "shop.CustomerLook",
            "shop.Shop",
            "demo_shop.DemoOrder",
            "accounts.User",
            "accounts.Role",
        ),
        folded=True,
    ),
)


@dataclass(slots=True)
class Entry:
    """A line of the menu. ``current``: the page that is shown lies behind it."""

    name: str | Promise
    admin_url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """What a member of staff sees of a group. Templates of Django's read these names."""

    name: str | Promise
    app_label: str
    folded: bool
    models: list[Entry]

    @property
    def current(self) -> bool:
        return any(entry.current for entry in self.models)


def menu(request: HttpRequest, models: Mapping[str, dict[str, Any]]) -> list[ShownGroup]:
    """The groups that have something for this member of staff.

    ``models``: what Django shows of each model they may look at, by its label. Queries: 0
    beside the rights and the shops, which are asked once per request.
    """
    groups = [
        ShownGroup(
            group.name, group.slug, group.folded, [*_entries(request, group, models)]
        )
        for group in MENU
    ]
    entries = [entry for group in groups for entry in group.models]
    behind = [entry for entry in entries if request.path.startswith(entry.admin_url)]
    if behind:
        # Addresses begin alike: a list, and a page by hand below it. The longest is meant.
        max(behind, key=lambda entry: len(entry.admin_url)).current = True
    return [group for group in groups if group.models]


def _entries(
    request: HttpRequest, group: Group, models: Mapping[str, dict[str, Any]]
) -> Iterator[Entry]:
    shop = shop_at_hand(request)
    for entry in group.entries:
        if isinstance(entry, str):
            if models.get(entry, {}).get("admin_url"):
                yield Entry(models[entry]["name"], models[entry]["admin_url"])
        elif shop:
            arguments = [shop.pk] if entry.of_shop else []
            address = reverse(f"admin:{entry.view}", args=arguments)
            if may(request, entry.needs or vars(resolve(address).func)["needs"]):
                yield Entry(entry.name, address)
