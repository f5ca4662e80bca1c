"""Staff, and the back-office as they find it once they have given their password."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.rules import RoleName
from loyalty_site.staff.steps import OPENED_BY
from points.models import AdjustLimit
from shop.models import Shop

# What somebody who runs a programme may do, beside giving value away.
RUNNING = (
    "api.add_apikey",
    "api.change_apikey",
    "connectors.add_connection",
    "connectors.change_connection",
    "demo_shop.change_demoorder",
    "earning.add_ruleversion",
    "points.add_movement",
    "referrals.add_referralterms",
    "referrals.change_referral",
    "shop.change_customer",
    "shop.change_shop",
    "tiers.add_pin",
    "tiers.add_tierchange",
)


def make_staff(
    email: str, *shops: Shop, rights: Sequence[str] = RUNNING, looks: bool = True
) -> User:
    """Staff with these rights, who may look at everything besides."""
    user = User.objects.create_user(email, is_staff=True)
    user.shops.set(shops)
    # Django's own: its codenames are « view_ » and the model.
    seen = Permission.objects.filter(
        codename=Concat(Value("view_"), F("content_type__model"))
    )
    granted = [_permission(right) for right in rights]
    user.user_permissions.set([*(seen if looks else []), *granted])
    return user


def make_member(name: RoleName, *shops: Shop) -> User:
    """Staff with one of the roles that the system makes."""
    user = make_staff(f"{name}@example.com", *shops, rights=(), looks=False)
    user.groups.set([Role.objects.get(name=name)])
    return user


def _permission(right: str) -> Permission:
    app, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def allow(user: User, shop: Shop, at_once: int, **fields: Any) -> User:
    """A role that may adjust so many points in the shop."""
    role = Role.objects.create(name=f"Up to {at_once} in {shop.code}")
    role.permissions.add(_permission("points.add_movement"))
    user.groups.add(role)
    AdjustLimit.objects.create(shop=shop, role=role, at_once=at_once, **fields)
    return user


def make_boss() -> User:
    return User.objects.create_superuser("boss@example.com")


def backoffice(user: User) -> Client:
    """In English, so that what is read is what the code says."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[OPENED_BY] = user.pk
    session.save()
    cache.set(f"admin-used:{session.session_key}", 1, timeout=3600)
    return client


def list_cost(client: Client, shelf: str) -> tuple[int, int]:
    """How many queries a list asks, and how many rows it then shows."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/admin/{shelf}/")
    return len(asked), len(page.context["cl"].result_list)


def page_cost(client: Client, address: str) -> int:
    """How many queries a page asks, once Django knows its content types."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def let_export(user: User) -> User:
    """All lists that can be taken away."""
    user.user_permissions.add(*Permission.objects.filter(codename__startswith="export_"))
    return user


def take(client: Client, shelf: str, query: str = "", *columns: str) -> list[list[str]]:
    """The file of a list, row by row: its head first, all columns unless some are named."""
    return read(export(client, shelf, query, *columns))


def export(client: Client, shelf: str, query: str = "", *columns: str) -> Any:
    address = f"/admin/{shelf}/export/?{query}"
    chosen = columns or client.get(address).context["form"].initial["columns"]
    return client.post(address, {"columns": chosen})


def read(answer: Any) -> list[list[str]]:
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
