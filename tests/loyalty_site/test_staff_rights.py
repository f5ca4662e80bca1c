"""What each role may open and press: everything else is refused, and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.rules import RIGHTS, RoleName
from analytics.models import SimulationRun
from demo_shop.demo import filling as demo
from reminders.models import Campaign, Schedule
from segments.models import Segment
from shop.models import Customer, Shop
from tests.digests import Digest, changed, digest
from tests.factories import make_shop
from tests.loyalty_site import every_admin_page as every
from tests.loyalty_site.admin_world import fill
from tests.staff import backoffice, make_member, make_staff
from vouchers.models import CartOffer, VoucherBatch

# What each may do for themselves, whatever their rights.
THEIR_OWN = {
    *("index", "login", "logout", "password_change", "password_change_done"),
    *("security", "second_factor", "choose_shop"),
    *("jsi18n", "autocomplete", "view_on_site", "app_list"),
}
# What a look or a log-in writes.
LOOKS = {
    "shop_customerlook",
    "accounts_user",
    "django_session",
    "axes_accesslog",
    "django_admin_log",
}
# Only superusers: no role has a right to these.
NOBODY = {"accounts_user", "accounts_role", "points_adjustlimit"}
REFUSED = {403, 404}
PASSWORD = "correct horse battery staple"

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
    "points": "5",
}

# Who connects the shop connects the service for newsletters: it has no rights of its own.
WITH_CONNECTION = {
    "connectors_contactaccount": {
        "add": "connectors.add_connection",
        "change": "connectors.change_connection",
        "delete": "connectors.change_connection",
    }
}


@dataclass(frozen=True)
class Door:
    """An address of the back-office, and the rights of which one opens it, by method."""

    name: str
    path: str
    to_get: frozenset[str]
    to_post: frozenset[str]


@pytest.fixture
def shop(settings: Settings) -> Shop:
    """The demo shop, with something on every page."""
    settings.DEBUG = True  # the demo opens where somebody tries it only
    now = timezone.now()
    shop = demo.open_demo(now=now, size=demo.Size(customers=20, days=60))
    settings.DEBUG = False
    fill(shop, backoffice(User.objects.get(email=demo.MERCHANT)), now)
    return shop


def doors(shop: Shop) -> list[Door]:
    """Every address of the back-office, at a row that is there."""
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(email=demo.MERCHANT)
    paths = every.paths(shop, request) | pressed(shop)
    views = dict(named_views())
    return [
        Door(name, paths[name], *opening(name, view))
        for name, view in views.items()
        if name in paths and name not in THEIR_OWN
    ]


def named_views() -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in admin.site.urls[0]:
        for each in getattr(pattern, "url_patterns", [pattern]):
            if each.name:
                yield each.name, each.callback


def pressed(shop: Shop) -> dict[str, str]:
    """Addresses that only take a form, or answer a part of a page."""
    campaign = Campaign.objects.filter(shop=shop).latest("pk").pk
    batch = VoucherBatch.objects.latest("pk").pk
    rows: dict[str, list[Any]] = {
        "analytics_simulationrun_cancel": [SimulationRun.objects.latest("pk").pk],
        "reminders_campaign_on": [campaign],
        "reminders_campaign_off": [campaign],
        "reminders_campaign_run": [shop.pk],
        "reminders_schedule_key": [Schedule.objects.get(shop=shop).pk],
        "tiers_tier_undo": [shop.pk],
        "shop_customer_statement": [Customer.objects.filter(shop=shop).latest("pk").pk],
        "vouchers_voucherbatch_make": [batch],
        "vouchers_voucherbatch_drop": [batch],
        "vouchers_voucherbatch_result": [batch],
        "vouchers_cartoffer_close": [CartOffer.objects.latest("pk").pk],
        "vouchers_voucher_cancel": [],
        "mailing_branding_preview": [shop.pk],
        "mailing_mailtext_preview": [shop.pk, "reminder_cart", "fr"],
    }
    return {name: reverse(f"admin:{name}", args=args) for name, args in rows.items()}


def opening(name: str, view: Callable[..., Any]) -> tuple[frozenset[str], frozenset[str]]:
    """What a hand-made view names itself; of Django's own what their names say."""
    if hasattr(view, "needs"):
        named = vars(view)
        return frozenset({named["needs"]}), frozenset({named["to_post"]})
    shelf, _underscore, kind = name.rpartition("_")
    assert kind in {"changelist", "add", "change", "delete", "history", "export"}, name
    if shelf in WITH_CONNECTION and kind in WITH_CONNECTION[shelf]:
        right = frozenset({WITH_CONNECTION[shelf][kind]})
        return right | {
            "connectors.view_contactaccount"
        } if kind == "change" else right, right
    if shelf in NOBODY or name in {"shop_shop_add", "auth_user_password_change"}:
        return frozenset(), frozenset()
    app, model = shelf.split("_", 1)
    app = next(label for label in apps.app_configs if shelf.startswith(f"{label}_"))
    model = shelf.removeprefix(f"{app}_")
    looks = {f"{app}.{what}_{model}" for what in ("view", "add", "change", "delete")}
    match kind:
        case "add" | "delete" | "export":
            return frozenset({f"{app}.{kind}_{model}"}), frozenset(
                {f"{app}.{kind}_{model}"}
            )
        case "change":
            return frozenset(looks), frozenset({f"{app}.change_{model}"})
    return frozenset(looks), frozenset(looks)


def books() -> Digest:
    return digest(of=lambda table: table not in LOOKS)


def test_every_hand_made_view_of_the_back_office_names_the_right_it_needs() -> None:
    kinds = ("changelist", "add", "change", "delete", "history", "export")
    silent = [
        name
        for name, view in named_views()
        if name not in THEIR_OWN
        and not hasattr(view, "needs")
        and not name.endswith(kinds)
        and name != "auth_user_password_change"
    ]

    assert silent == []


@pytest.mark.django_db
def test_every_right_that_a_view_names_exists_and_some_role_has_it() -> None:
    named = {
        right
        for _name, view in named_views()
        for right in (getattr(view, "needs", None), getattr(view, "to_post", None))
        if right
    }

    assert named <= RIGHTS[RoleName.OWNER]
    for role, rights in RIGHTS.items():
        user = make_member(role)
        assert user.get_all_permissions() == rights, role


@pytest.mark.slow
@pytest.mark.django_db
def test_each_role_opens_what_is_its_own_and_presses_nothing_else(shop: Shop) -> None:
    found = doors(shop)
    before = books()
    before.pop("accounts_user_groups")
    before.pop("shop_shop_staff")
    people = {role.value: (make_member(role, shop), RIGHTS[role]) for role in RoleName}
    trainee = make_staff("stagiaire@example.com", shop, rights=(), looks=False)
    people["nobody"] = trainee, frozenset()

    faults = [
        f"{name}: {fault}"
        for name, (user, rights) in people.items()
        for fault in try_doors(backoffice(user), found, rights, shop)
    ]

    assert faults == [], "\n".join(faults)
    assert len(found) > 100
    assert changed(before, books()) == []


def try_doors(
    client: Client, found: list[Door], rights: frozenset[str], shop: Shop
) -> Iterator[str]:
    """What opened without a right, or did not open with one. Nothing allowed is pressed."""
    for door in found:
        seen = client.get(door.path).status_code
        if door.to_get & rights:
            if seen == 403 or seen >= 500:
                yield f"GET {door.path} answers {seen}"
        elif seen not in REFUSED:
            yield f"GET {door.path} answers {seen} without {set(door.to_get)}"
        if not door.to_post & rights:
            done = client.post(door.path, {"shop": shop.pk, **TEMPTING}).status_code
            if done not in REFUSED:
                yield f"POST {door.path} answers {done} without {set(door.to_post)}"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_owner_of_another_shop_reaches_nothing_of_this_one(shop: Shop) -> None:
    found = doors(shop)
    elsewhere = make_shop(code="ailleurs")
    owner = backoffice(make_member(RoleName.OWNER, elsewhere))
    before = books()

    faults = []
    for door in found:
        answers = [
            owner.get(door.path),
            owner.post(door.path, {"shop": shop.pk, **TEMPTING}),
        ]
        codes = {answer.status_code for answer in answers}
        is_row = any(part.isdecimal() for part in door.path.split("/"))
        if max(codes) >= 500 or (is_row and not codes <= REFUSED | {405}):
            faults.append(f"{door.path}: {codes}")

    assert faults == [], "\n".join(faults)
    # What they made in their own shop is theirs.
    Segment.objects.filter(shop=elsewhere).delete()
    assert changed(before, books()) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_a_stolen_password_of_the_owner_moves_nothing_in_a_thousand_tries(
    shop: Shop, settings: Settings
) -> None:
    """Somebody with the right password and no second factor: each address of the
    back-office is opened and pressed, with codes guessed in between.
    """
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()
    owner = make_member(RoleName.OWNER, shop)
    owner.set_password(PASSWORD)
    owner.save()
    TOTP.activate(owner, generate_totp_secret())
    found, tries, inside = doors(shop), 0, set[str]()
    thief = Client(headers={"accept-language": "en"})
    thief.post(reverse("admin:login"), {"username": owner.email, "password": PASSWORD})
    before, secrets = books(), User.objects.values_list("email", "password").order_by("pk")
    kept = [*secrets]

    while tries < 1000:
        for door in found:
            said = {"shop": shop.pk, **TEMPTING}
            answers = [thief.get(door.path), thief.post(door.path, said)]
            inside |= {
                door.path
                for answer in answers
                if answer.status_code != 302
                or not answer["Location"].startswith(reverse("admin:login"))
            }
            tries += 2
        for own in ("admin:security", "admin:password_change", "admin:second_factor"):
            thief.post(reverse(own), {"do": "everywhere", "code": f"{tries:06}"})
            tries += 1

    assert inside == set()
    assert changed(before, books()) == []
    assert [*secrets.all()] == kept
