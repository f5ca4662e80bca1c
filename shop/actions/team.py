"""Give people access to a shop, with a role, and take it away."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import User
from core.errors import Refused
from shop.models import Shop


class RoleNotYours(Refused):
    """The role holds a right that whoever invites does not have."""

    code = "role_not_yours"

    def __init__(self) -> None:
        super().__init__(_("You may not give a role that allows more than yours does."))


class WorksElsewhere(Refused):
    """Roles hold in all shops of a person: giving one here would give it there."""

    code = "works_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This person works in another shop already. Whoever runs the site can add"
                " them to yours."
            )
        )


class CannotWithdraw(Refused):
    code = "cannot_withdraw"

    def __init__(self) -> None:
        super().__init__(
            _("Neither your own access nor that of a superuser can be taken away here.")
        )


@transaction.atomic
def invite(*, shop: Shop, email: str, role: Group, by: User) -> User:
    """Give a person access to the shop with this role; the person is made where there is
    none.

    Somebody of the team already gets the role instead of those they had. Their sessions
    end: what they may do has changed. Raises: RoleNotYours, WorksElsewhere.
    """
    rights = role.permissions.values_list("content_type__app_label", "codename")
    if not by.has_perms([f"{app}.{codename}" for app, codename in rights]):
        raise RoleNotYours
    made, _created = User.objects.get_or_create(email=email.strip().lower())
    # Locked, so that another shop cannot invite the same person at this moment.
    person = User.objects.select_for_update().get(pk=made.pk)
    if person.is_superuser or person.shops.exclude(pk=shop.pk).exists():
        raise WorksElsewhere
    if not person.password:
        person.set_unusable_password()
    person.is_staff = person.is_active = True
    person.save(update_fields=["is_staff", "is_active", "password"])
    person.groups.set([role])
    person.user_permissions.clear()
    shop.staff.add(person)
    accounts.end_sessions(user=person)
    return person


@transaction.atomic
def withdraw(*, shop: Shop, person: User, by: User) -> None:
    """End their access to the shop, and to the back-office where it was the only one.

    Their keys stop with them (``api.queries.key_of``). Raises: CannotWithdraw.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person == by or person.is_superuser:
        raise CannotWithdraw
    shop.staff.remove(person)
    if not person.shops.exists():
        person.is_staff = False
        person.save(update_fields=["is_staff"])
        person.groups.clear()
        person.user_permissions.clear()
    accounts.end_sessions(user=person)
