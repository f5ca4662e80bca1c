"""The roles that the system makes: what each may look at, and what each may do.

A right is « app.codename », as Django names its permissions.
"""

from enum import StrEnum


class RoleName(StrEnum):
    OWNER = "owner"
    MARKETING = "marketing"
    SUPPORT = "support"
    ACCOUNTING = "accounting"
    READING = "reading"


def _looks(app: str, *models: str) -> frozenset[str]:
    return frozenset(f"{app}.view_{model}" for model in models)


# What may be looked at, by what belongs together: roles are sums and differences of these.
_CATALOGUE = _looks("shop", "product", "category", "customergroup", "shop")
_PEOPLE = _looks("shop", "customer", "order", "cart")
_POINTS = _looks("points", "account", "lot", "movement") | _looks("earning", "ruleversion")
_TIERS = _looks("tiers", "tier", "move")
_VOUCHERS = _looks(
    "vouchers",
    *("voucher", "voucherbatch", "budget", "marginguard", "cartoffer", "refusedcode"),
)
_CARDS = _looks("giftcards", "giftcard", "refusedpayment", "cardterms")
_OWED = _looks("analytics", "accountingterms") | {"analytics.view_liability"}
_MAILS = _looks("mailing", "branding", "mailtext", "mail", "sendinglimits", "suppression")
_CAMPAIGNS = _looks("reminders", "campaign", "reminder", "schedule")
_CAMPAIGNS |= _looks("segments", "segment")
_FRIENDS = _looks("referrals", "referral", "referralterms")
_FRIENDS |= _looks("sharing", "sharingsettings")
_FRIENDS |= _looks("wishlist", "wishlist", "wishlistsettings")
_ALL = _CATALOGUE | _PEOPLE | _POINTS | _TIERS | _VOUCHERS | _CARDS | _MAILS | _CAMPAIGNS
_ALL |= _FRIENDS

# What gives, takes or promises something that is worth money, reads all customers at once,
# or lets somebody else do so: whoever has one of these logs in with a second factor.
VALUE_RIGHTS = frozenset(
    {
        *("accounts.invite_staff", "api.add_apikey", "api.change_apikey"),
        *("connectors.add_connection", "connectors.change_connection"),
        *("demo_shop.change_demoorder", "earning.add_ruleversion"),
        "imports.change_fileimport",
        *("giftcards.add_giftcard", "giftcards.cancel_giftcard"),
        *("giftcards.add_cardterms", "giftcards.change_cardterms"),
        *("giftcards.delete_cardterms", "giftcards.export_giftcard"),
        *("points.add_movement", "referrals.add_referralterms"),
        *("referrals.change_referral", "reminders.run_campaign"),
        *("reminders.change_campaign", "reminders.add_campaign"),
        *("reminders.change_schedule", "shop.change_customer", "shop.erase_customer"),
        *("shop.export_customer", "shop.change_shop", "tiers.add_tierchange"),
        *("tiers.add_pin", "vouchers.add_voucher", "vouchers.cancel_voucher"),
        *("vouchers.add_budget", "vouchers.change_budget", "vouchers.add_cartoffer"),
        *("vouchers.add_marginguard", "vouchers.export_voucher"),
    }
)
# What moves nothing, beside looking.
_HARMLESS = frozenset(
    {
        *("reminders.view_campaign_results", "segments.add_segment"),
        *("segments.change_segment", "segments.delete_segment"),
        *("mailing.change_mailtext", "mailing.change_branding"),
        *("mailing.change_sendinglimits", "mailing.delete_suppression"),
        *("vouchers.view_voucher_statistics", "giftcards.view_giftcard_report"),
        *("wishlist.change_wishlistsettings", "sharing.change_sharingsettings"),
        *("shop.export_order", "points.export_movement"),
        *("analytics.add_accountingterms", "analytics.change_accountingterms"),
        *("analytics.add_simulationrun", "analytics.view_simulationrun"),
    }
)

RIGHTS: dict[RoleName, frozenset[str]] = {
    RoleName.OWNER: _ALL
    | VALUE_RIGHTS
    | _HARMLESS
    | _OWED
    | _looks("api", "apikey")
    | _looks("imports", "fileimport")
    | _looks("outbox", "webhook", "delivery")
    | _looks("connectors", "connection", "contactaccount")
    | _looks("shop", "customerlook")
    | _looks("demo_shop", "demoorder"),
    # Neither cards nor points: they are money, and no campaign needs them.
    RoleName.MARKETING: (_ALL - _CARDS - _POINTS)
    | _looks("earning", "ruleversion")
    | {
        *("reminders.add_campaign", "reminders.change_campaign"),
        *("reminders.run_campaign", "reminders.view_campaign_results"),
        *("segments.add_segment", "segments.change_segment", "segments.delete_segment"),
        *("mailing.change_mailtext", "mailing.change_branding"),
        *("mailing.change_sendinglimits", "vouchers.add_voucher"),
        *("vouchers.add_cartoffer", "vouchers.view_voucher_statistics"),
        *("wishlist.change_wishlistsettings", "sharing.change_sharingsettings"),
    },
    # Customers whole, settings not at all; how many points is said by the limits.
    RoleName.SUPPORT: _PEOPLE
    | _POINTS
    | _TIERS
    | _CARDS
    | _looks("shop", "product", "category", "customergroup")
    | _looks("vouchers", "voucher", "refusedcode")
    | _looks("mailing", "mail", "suppression")
    | _looks("referrals", "referral")
    | {
        *("points.add_movement", "vouchers.add_voucher", "vouchers.cancel_voucher"),
        *("tiers.add_pin", "shop.change_customer", "referrals.change_referral"),
        "mailing.delete_suppression",
    },
    # Books without people: no customer's page, but what orders and vouchers say.
    RoleName.ACCOUNTING: _POINTS
    | _CARDS
    | _VOUCHERS
    | _OWED
    | _looks("shop", "order", "shop")
    | {
        *("analytics.add_accountingterms", "analytics.change_accountingterms"),
        *("giftcards.view_giftcard_report", "vouchers.view_voucher_statistics"),
        *("reminders.view_campaign_results", "shop.export_order"),
        *("points.export_movement", "vouchers.export_voucher"),
        "giftcards.export_giftcard",
    },
    RoleName.READING: _ALL,
}


def rights_in(app: str) -> dict[RoleName, list[str]]:
    """Return the codenames in one app of each role."""
    return {
        role: [
            name for at, _dot, name in (each.partition(".") for each in rights) if at == app
        ]
        for role, rights in RIGHTS.items()
    }
