"""People, for superusers."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from accounts.rules import RIGHTS
from tests.staff import backoffice, list_cost, make_boss, make_staff

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def boss() -> Client:
    return backoffice(make_boss())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(boss: Client, rows: int) -> None:
    for number in range(1, rows):
        User.objects.create_user(f"user{number}@example.com")

    assert list_cost(boss, "accounts/user") == (5, rows)


def test_a_member_of_staff_is_added_with_a_password(boss: Client) -> None:
    boss.post(
        "/admin/accounts/user/add/",
        {
            "email": "Marie@Example.com",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "is_staff": "on",
        },
    )

    marie = User.objects.get(email="marie@example.com")
    assert marie.is_staff
    assert not marie.is_superuser
    assert marie.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("BOSS@example.com", PASSWORD, "email"),
        ("nobody", PASSWORD, "email"),
        ("marie@example.com", "short", "password2"),
        ("marie@example.com", "password1234", "password2"),
    ],
)
def test_an_impossible_value_is_said_beside_its_field(
    boss: Client, email: str, password: str, field: str
) -> None:
    said = {"email": email, "password1": password, "password2": password}

    page = boss.post("/admin/accounts/user/add/", said)

    assert list(page.context["adminform"].form.errors) == [field]
    assert User.objects.count() == 1


def test_an_address_is_kept_in_lower_case(boss: Client) -> None:
    marie = make_staff("marie@example.com")

    boss.post(
        f"/admin/accounts/user/{marie.pk}/change/",
        {"email": "M.Martin@Example.com", "is_active": "on"},
    )

    marie.refresh_from_db()
    assert (marie.email, marie.is_staff) == ("m.martin@example.com", False)


def test_a_superuser_says_who_may_do_what(boss: Client) -> None:
    marie = make_staff("marie@example.com", rights=(), looks=False)
    other = Permission.objects.get(codename="view_customer")
    marie.user_permissions.add(other)
    address = f"/admin/accounts/user/{marie.pk}/change/"

    field = boss.get(address).context["adminform"].form.fields["user_permissions"]
    offered = {str(label): choice.value for choice, label in field.choices}
    said = {"email": "marie@example.com", "is_active": "on", "is_staff": "on"}
    boss.post(address, said | {"user_permissions": [offered["Export the list: Vouchers"]]})

    assert {label for label in offered if label.startswith("Export")} == {
        "Export the list: Customers",
        "Export the list: Gift cards",
        "Export the list: Movements of points",
        "Export the list: Orders",
        "Export the list: Vouchers",
    }
    assert sorted(User.objects.get(pk=marie.pk).get_all_permissions()) == [
        "shop.view_customer",
        "vouchers.export_voucher",
    ]


def test_users_cannot_be_deleted_because_ledgers_name_them(boss: Client) -> None:
    marie = make_staff("marie@example.com")

    assert boss.post(f"/admin/accounts/user/{marie.pk}/delete/").status_code == 403


@pytest.mark.parametrize("view", ["", "add/", "{pk}/change/", "{pk}/password/"])
def test_staff_see_no_people(view: str) -> None:
    sam = make_staff("sam@example.com")

    page = backoffice(sam).get("/admin/accounts/user/" + view.format(pk=sam.pk))

    assert page.status_code == 403


def test_whatever_staff_are_asked_for_can_be_granted(boss: Client) -> None:
    """A right that no form gives is one for superusers only, and nobody says so."""
    apps = Path(__file__).resolve().parents[2]
    asked = {
        codename
        for source in [*apps.glob("*/admin/**/*.py"), *apps.glob("*/admin.py")]
        for codename in re.findall(
            r'"[a-z_]+\.((?:add|change|delete|cancel|run|view)_[a-z_]+)"',
            source.read_text(),
        )
    }
    marie = make_staff("marie@example.com")
    page = boss.get(f"/admin/accounts/user/{marie.pk}/change/")
    offered = page.context["adminform"].form.fields["user_permissions"].queryset

    assert len(asked) > 10
    roles = {right.partition(".")[2] for rights in RIGHTS.values() for right in rights}
    assert asked <= {permission.codename for permission in offered} | roles
