"""Every page of the back-office, and where it stands in the demo shop.

An address that is in no table fails ``test_no_page_is_forgotten``.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from api.models import ApiKey
from connectors.models import Connection
from demo_shop.demo import people as demo
from demo_shop.models import DemoOrder as Sale
from giftcards.models import CardBatch, GiftCard
from imports.models import FileImport
from mailing.models import Branding, MailText
from outbox.models import Webhook
from referrals.models import Referral
from shop.models import Customer, Shop
from vouchers.models import CartOffer

type Page = ModelAdmin[Any]

# Forms that answer with another page, files, parts of pages, and Django's own beside us.
NO_PAGES = {
    *("jsi18n", "view_on_site", "autocomplete", "logout", "app_list", "choose_shop"),
    *(
        "vouchers_voucherbatch_make",
        "vouchers_voucherbatch_drop",
        "vouchers_voucherbatch_result",
        "imports_fileimport_drop",
        "imports_fileimport_refusals",
        "shop_customer_statement",
    ),
    *("vouchers_cartoffer_close", "vouchers_voucher_cancel", "reminders_schedule_key"),
    *("reminders_campaign_on", "reminders_campaign_off", "reminders_campaign_run"),
    "analytics_simulationrun_cancel",
    *("tiers_tier_undo", "mailing_mailtext_preview", "mailing_branding_preview"),
}
# Of the site itself. Whoever is signed in is sent on from the door.
OF_SITE = {"index", "password_change", "password_change_done", "security", "team"}
# Of the log-in: whoever is inside is sent back to its door.

THE_DOOR = {"login", "second_factor"}
# Where a list is taken away.
EXPORTS = {
    *("shop_customer_export", "shop_order_export", "points_movement_export"),
    *("vouchers_voucher_export", "giftcards_giftcard_export"),
}
# By the shop they are of.
OF_SHOP = {
    *(
        "mailing_branding_edit",
        "vouchers_voucherbatch_anybody",
        "vouchers_voucherbatch_file",
    ),
    "imports_fileimport_new",
    *("giftcards_giftcard_report", "giftcards_giftcard_one", "giftcards_giftcard_file"),
    *("vouchers_marginguard_set", "vouchers_cartoffer_open", "earning_ruleversion_edit"),
    *(
        "earning_ruleversion_compare",
        "referrals_referral_tree",
        "referrals_referralterms_edit",
    ),
    *("referrals_referral_statistics", "wishlist_wishlist_statistics", "tiers_figures"),
    *("reminders_campaign_next", "reminders_campaign_results", "tiers_tier_edit"),
    *("vouchers_voucher_statistics", "shop_shop_register"),
    "analytics_accountingterms_owed",
    "analytics_accountingterms_returns",
    "analytics_simulationrun_begin",
    "api_apikey_connection",
}
# By a customer, or by a row of their own.
OF_ROWS = {
    *(
        "shop_customer_adjust",
        "shop_customer_merge",
        "shop_customer_tier",
        "shop_customer_erase",
    ),
    *(
        "shop_customer_unmerge",
        "vouchers_voucherbatch_customer",
        "giftcards_giftcard_cancel",
    ),
    "imports_fileimport_undo",
    *("giftcards_giftcard_batch", "vouchers_cartoffer_edit", "referrals_referral_decide"),
    *("api_apikey_revoke", "demo_shop_demoorder_modify", "auth_user_password_change"),
    *("mailing_mailtext_edit", "connectors_connection_leave"),
    *("connectors_connection_connect", "outbox_webhook_replay"),
}

CUSTOMER_PAGES = ["adjust", "merge", "tier", "erase"]
# Their pages go by the shop, whether there is a row or not.
BY_SHOP = [Branding, MailText]


def names() -> Iterator[str]:
    for pattern in admin.site.urls[0]:
        inside = getattr(pattern, "url_patterns", [pattern])
        yield from (each.name for each in inside if each.name)


def of_models() -> dict[str, Page]:
    """The shelves, by what the names of their pages begin with."""
    return {
        f"{page.opts.app_label}_{page.opts.model_name}": page
        for page in admin.site._registry.values()
    }


def of_shelf(shelf: str) -> set[str]:
    """What Django gives every shelf."""
    kinds = ["changelist", "add", "change", "delete", "history"]
    return {f"{shelf}_{kind}" for kind in kinds}


def paths(shop: Shop, request: HttpRequest) -> dict[str, str]:
    """Where each page stands that whoever asks may open."""
    named: dict[str, list[Any]] = {name: [] for name in OF_SITE | EXPORTS}
    named |= {name: [shop.pk] for name in OF_SHOP}
    named |= _rows(shop)
    for shelf, page in of_models().items():
        named |= {f"{shelf}_{kind}": args for kind, args in _shelf(page, request)}
    found = {name: reverse(f"admin:{name}", args=args) for name, args in named.items()}
    return found | {"app_list": "/admin/vouchers/"}


def _shelf(shelf: Page, request: HttpRequest) -> Iterator[tuple[str, list[Any]]]:
    """A history looks the same wherever it is: the customer's stands for all."""
    yield "changelist", []
    if shelf.has_add_permission(request):
        yield "add", []
    if shelf.model in BY_SHOP:
        return
    row = shelf.get_queryset(request).latest("pk")
    yield "change", [row.pk]
    if shelf.model is Customer:
        yield "history", [row.pk]
    if shelf.has_delete_permission(request, row):
        yield "delete", [row.pk]


def _rows(shop: Shop) -> dict[str, list[Any]]:
    regular = Customer.objects.get(shop=shop, external_id=demo.REGULAR.number)
    merged = Customer.objects.filter(merged_into__isnull=False).latest("pk")
    return {
        **{
            f"shop_customer_{name}": [regular.pk]
            for name in ["adjust", "merge", "tier", "erase"]
        },
        "shop_customer_unmerge": [merged.pk],
        "outbox_webhook_replay": [Webhook.objects.latest("pk").pk],
        "vouchers_voucherbatch_customer": [regular.pk],
        "giftcards_giftcard_cancel": [GiftCard.objects.latest("pk").pk],
        "giftcards_giftcard_batch": [CardBatch.objects.latest("pk").pk],
        "vouchers_cartoffer_edit": [CartOffer.objects.latest("pk").pk],
        "referrals_referral_decide": [Referral.objects.get(status="held").pk],
        "api_apikey_revoke": [ApiKey.objects.latest("pk").pk],
        "demo_shop_demoorder_modify": [Sale.objects.latest("pk").pk],
        "auth_user_password_change": [User.objects.latest("pk").pk],
        "mailing_mailtext_edit": [shop.pk, "reminder_cart", "fr"],
        "connectors_connection_connect": ["prestashop"],
        "imports_fileimport_undo": [FileImport.objects.latest("pk").pk],
        "connectors_connection_leave": [Connection.objects.latest("pk").pk],
    }
