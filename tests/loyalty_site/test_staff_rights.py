"""Staff of a shop who have no right: they look, and whatever they press changes nothing."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from demo_shop import demo
from reminders.models import Campaign
from shop.models import Shop
from tests.loyalty_site import every_admin_page as every
from tests.loyalty_site.admin_world import fill
from tests.staff import backoffice, make_staff
from tiers.models import TierChange

# What each may do for themselves, and what a look writes.
THEIR_OWN = {
    *("/admin/password_change/", "/admin/logout/", "/admin/jsi18n/", "/admin/login/"),
}
LOOKS = {"accounts_user", "django_session", "axes_accesslog", "django_admin_log"}

# Values that each hand-made form would take.
TEMPTING = {
    "confirm": "1",
    "apply": "1",
    "drop": "1",
    "end": "1",
    "name": "Clé",
    "scopes": ["facts", "read", "redeem"],
    "decision": "accept",
    "reason": "Parce que",
    "seen": "x",
    "survey": "1",
    "action": "cancel",
}


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """The demo shop, with something on every page."""
    settings.DEBUG = True  # the demo opens where somebody tries it only
    now = timezone.now()
    shop = demo.open_demo(now=now, size=demo.Size(customers=20, days=60))
    settings.DEBUG = False
    fill(shop, backoffice(User.objects.get(email=demo.MERCHANT)), now)
    return shop


def addresses(shop: Shop) -> Iterator[str]:
    """Every address of the back-office, at a row that is there."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email=demo.MERCHANT)
    yield from every.paths(shop, request).values()
    yield reverse("admin:tiers_tier_undo", args=[shop.pk])
    for campaign in Campaign.objects.filter(shop=shop)[:1]:
        for name in ("on", "off"):
            yield reverse(f"admin:reminders_campaign_{name}", args=[campaign.pk])


def digest() -> dict[str, tuple[int, int | None]]:
    """Per table how many rows there are, and a sum over all they hold."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in LOOKS:
                cursor.execute(
                    f'SELECT count(*), sum(hashtext(row::text)::bigint) FROM "{table}" row'  # noqa: S608
                )
                found[table] = cursor.fetchone()
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_staff_without_rights_change_nothing_wherever_they_press(shop: Shop) -> None:
    trainee = backoffice(make_staff("stagiaire@example.com", shop, rights=()))
    before, pages = digest(), [*addresses(shop)]
    assert TierChange.objects.filter(shop=shop).exists()

    done = [fault for page in pages for fault in press(trainee, page, shop, before)]

    assert done == []
    assert len(pages) > 100


def press(
    client: Client, page: str, shop: Shop, before: dict[str, tuple[int, int | None]]
) -> list[str]:
    """What looking at a page and posting to it has changed, or broken."""
    if page in THEIR_OWN:
        return []
    answers = [client.get(page), client.post(page, {"shop": shop.pk, **TEMPTING})]
    faults = [f"{page}: {each.status_code}" for each in answers if each.status_code >= 500]
    after = digest()
    return faults + [
        f"{page} has changed {table}" for table in after if after[table] != before[table]
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_what_moves_a_programme_is_forbidden_to_staff_without_rights(shop: Shop) -> None:
    trainee = backoffice(make_staff("stagiaire@example.com", shop, rights=()))
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email=demo.MERCHANT)
    paths = every.paths(shop, request)
    doors = [
        *("api_apikey_add", "api_apikey_revoke", "earning_ruleversion_edit"),
        *("tiers_tier_edit", "shop_customer_merge", "shop_customer_unmerge"),
        *(
            "shop_customer_tier",
            "referrals_referralterms_edit",
            "referrals_referral_decide",
        ),
        *("demo_shop_demoorder_modify", "connectors_connection_add"),
        *("connectors_connection_connect", "connectors_connection_leave"),
    ]

    answers = {door: trainee.get(paths[door]).status_code for door in doors}

    assert answers == dict.fromkeys(doors, 403)
