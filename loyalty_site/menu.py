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
class MenuPage:
    """A page made by hand: shown to whoever has the right that its view names.

    ``view``: the name of its address, which takes the shop at hand where ``of_shop``.
    ``needs``: the right, where Django made the view.
    """

    view: str
    name: str | Promise
    of_shop: bool = True
    needs: str = ""


@dataclass(frozen=True, slots=True)
class MenuList:
    """The list of a model, by its label, and the sentence that stands above it."""

    model: str
    about: str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """``folded`` ones open on a click."""

    slug: str
    name: str | Promise
    entries: tuple[MenuPage | MenuList, ...]
    folded: bool = False


MENU = (
    Group(
        "customers",
        _("Customers"),
        (
            MenuList(
                "shop.Customer",
                _(
                    "Here are all your customers: what they hold, their tier and what "
                    "they have bought."
                ),
            ),
            MenuList(
                "segments.Segment",
                _(
                    "Here, you group customers by what they buy, to write to them or to "
                    "reward them."
                ),
            ),
            MenuList(
                "mailing.Suppression",
                _("Here are the addresses that we no longer write to, and why."),
            ),
        ),
    ),
    Group(
        "rewards",
        _("Rewards"),
        (
            MenuPage("earning_ruleversion_edit", _("Points")),
            MenuList(
                "earning.RuleVersion",
                _(
                    "Here is each version of your rules: what it said, since when, and "
                    "who saved it."
                ),
            ),
            MenuList(
                "tiers.Tier",
                _("Here are the tiers that your customers can reach, and what each gives."),
            ),
            MenuList("tiers.Move", _("Here is who went up or down, when and why.")),
            MenuList(
                "vouchers.Voucher",
                _(
                    "Here are all vouchers: whose they are, what they are worth, and "
                    "where they were used."
                ),
            ),
            MenuList(
                "vouchers.CartOffer",
                _(
                    "Here, you give a discount that the cart shows by itself, without a "
                    "code."
                ),
            ),
            MenuList(
                "giftcards.GiftCard",
                _(
                    "Here are the gift cards that were sold or given, and what is left "
                    "on each."
                ),
            ),
            MenuList(
                "vouchers.MarginGuard",
                _(
                    "Here, you set how much may be taken off an order, all discounts "
                    "together."
                ),
            ),
        ),
    ),
    Group(
        "mails",
        _("Mails and campaigns"),
        (
            MenuPage("reminders_campaign_next", _("Next run")),
            MenuList(
                "reminders.Campaign",
                _(
                    "Here, you write to customers by themselves: abandoned carts, "
                    "thanks, birthdays, long silences."
                ),
            ),
            MenuList(
                "reminders.Reminder",
                _(
                    "Here is each reminder: to whom, by which campaign, with which "
                    "voucher, and what came of it."
                ),
            ),
            MenuList(
                "mailing.MailText", _("Here, you read and rewrite what each mail says.")
            ),
            MenuList(
                "mailing.Mail", _("Here is each mail: waiting, sent or refused, and why.")
            ),
            MenuList(
                "mailing.SendingLimits",
                _("Here, you say how often and at which hours offers may be sent."),
            ),
        ),
    ),
    Group(
        "friends",
        _("Referrals and wishes"),
        (
            MenuList(
                "referrals.Referral",
                _("Here is who has invited whom, and what waits for your decision."),
            ),
            MenuPage("referrals_referral_tree", _("Who has brought whom")),
            MenuList(
                "referrals.ReferralTerms",
                _("Here is what sponsors and friends receive, and each version of it."),
            ),
            MenuList(
                "sharing.SharingSettings",
                _("Here, you let visitors send a product to a friend, and set how often."),
            ),
            MenuList(
                "wishlist.Wishlist",
                _("Here are the wishes of your customers, and what they share."),
            ),
            MenuList(
                "wishlist.WishlistSettings",
                _("Here, you name the wishlist and say what is told about it."),
            ),
        ),
    ),
    Group(
        "results",
        _("Results"),
        (
            MenuPage("analytics_accountingterms_returns", _("Cost and return")),
            MenuPage("reminders_campaign_results", _("Campaigns")),
            MenuPage("vouchers_voucher_statistics", _("Vouchers")),
            MenuPage("tiers_figures", _("Tiers")),
            MenuPage("referrals_referral_statistics", _("Referrals")),
            MenuPage("giftcards_giftcard_report", _("Gift cards")),
            MenuPage("wishlist_wishlist_statistics", _("Wishes")),
            MenuPage("analytics_accountingterms_owed", _("What I owe")),
            MenuList(
                "analytics.AccountingTerms",
                _("Here, you say how your books take what you owe, and since when."),
            ),
            MenuList(
                "analytics.SimulationRun",
                _(
                    "Here, you replay your past orders under other rules"
                    " before you set them."
                ),
            ),
        ),
    ),
    Group(
        "shop",
        _("My shop"),
        (
            MenuList(
                "shop.Order",
                _(
                    "Here are the orders as your shop states them, and the points that "
                    "each gave."
                ),
            ),
            MenuList(
                "shop.Product",
                _(
                    "Here are the products as your shop states them: rules and mails "
                    "name them."
                ),
            ),
            MenuList(
                "shop.Category",
                _(
                    "Here are the categories as your shop states them: rules and offers "
                    "can be limited to them."
                ),
            ),
            MenuList(
                "shop.CustomerGroup",
                _("Here are the customer groups of your shop, with their discounts."),
            ),
            MenuList(
                "shop.Cart", _("Here are the carts that wait, or that have become orders.")
            ),
            MenuList(
                "imports.FileImport",
                _(
                    "Here, you bring files: customers, orders, products, and points of an"
                    " earlier programme."
                ),
            ),
            MenuPage("mailing_branding_edit", _("Look and sender")),
            MenuPage("team", _("Team"), of_shop=False),
            MenuList(
                "connectors.Connection",
                _(
                    "Here, you connect your shop: orders and customers arrive by "
                    "themselves."
                ),
            ),
            MenuPage("api_apikey_connection", _("Connection")),
            MenuList(
                "api.ApiKey",
                _("Here are the keys with which a shop or a program talks to this one."),
            ),
            MenuPage("shop_shop_change", _("Shop settings"), needs="shop.change_shop"),
            MenuPage("shop_shop_register", _("Register of personal data")),
        ),
    ),
    Group(
        "technical",
        _("Technical"),
        (
            MenuList(
                "points.Movement",
                _("Here is each movement of points, in the order in which it was written."),
            ),
            MenuList(
                "points.Lot",
                _(
                    "Here are the points by what gave them: each lot is used, or "
                    "expires, by itself."
                ),
            ),
            MenuList("points.Account", _("Here is what each customer holds in points.")),
            MenuList(
                "points.AdjustLimit",
                _("Here is how many points each role may give or take by hand."),
            ),
            MenuList(
                "vouchers.VoucherBatch",
                _(
                    "Here are the vouchers that were made together, for a file or for "
                    "anybody."
                ),
            ),
            MenuList(
                "vouchers.Budget", _("Here is what a group of vouchers may cost at most.")
            ),
            MenuList(
                "vouchers.RefusedCode",
                _(
                    "Here are the codes that an order named and that could not be "
                    "counted, and why."
                ),
            ),
            MenuList(
                "giftcards.RefusedPayment",
                _("Here are the payments by gift card that could not be counted, and why."),
            ),
            MenuList(
                "giftcards.CardTerms",
                _("Here, you say how long gift cards are valid, and how they are taxed."),
            ),
            MenuList(
                "reminders.Schedule",
                _(
                    "Here is when campaigns last ran, and the address that a clock may "
                    "call."
                ),
            ),
            MenuList(
                "outbox.Webhook", _("Here are the addresses that are told of each change.")
            ),
            MenuList(
                "outbox.Delivery",
                _("Here is each message to such an address, and what it answered."),
            ),
            MenuList(
                "connectors.ContactAccount",
                _("Here are the newsletter services that receive your contacts."),
            ),
            MenuList(
                "shop.CustomerLook",
                _("Here is who in your team has looked at which customer."),
            ),
            MenuList("shop.Shop", _("Here are your shops.")),
            MenuList(
                "demo_shop.DemoOrder",
                _(
                    "Here are the orders of the demo shop, which you can change to see "
                    "what follows."
                ),
            ),
            MenuList(
                "accounts.User",
                _(
                    "Here is everybody who can log in: your team, and customers who have "
                    "done so."
                ),
            ),
            MenuList("accounts.Role", _("Here are the roles, and what each allows.")),
        ),
        folded=True,
    ),
)


@dataclass(slots=True)
class MenuEntry:
    """A line of the menu. ``current``: the page that is shown lies behind it."""

    name: str | Promise
    admin_url: str
    about: str | Promise = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """What a member of staff sees of a group. Templates of Django's read these names."""

    name: str | Promise
    app_label: str
    folded: bool
    models: list[MenuEntry]

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
) -> Iterator[MenuEntry]:
    shop = shop_at_hand(request)
    for entry in group.entries:
        if isinstance(entry, MenuList):
            found = models.get(entry.model, {})
            if found.get("admin_url"):
                yield MenuEntry(found["name"], found["admin_url"], entry.about)
        elif shop:
            arguments = [shop.pk] if entry.of_shop else []
            address = reverse(f"admin:{entry.view}", args=arguments)
            if may(request, entry.needs or vars(resolve(address).func)["needs"]):
                yield MenuEntry(entry.name, address)
