"""The authors of rows, which name them as « staff:7 », « system », « api:3 » …"""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, Func, OuterRef, Subquery, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.rules import VALUE_RIGHTS


def factors_of(user: User) -> list[Authenticator]:
    """Return the second factors of a member of staff, recovery codes included.
    Queries: 1.
    """
    return list(Authenticator.objects.filter(user=user).order_by("pk"))


def must_have_factor(user: User) -> bool:
    """Whether they may do something that is worth money: then a password is not enough."""
    # By what they may do, not by the role's name: a merchant's own role counts as well.
    return user.is_superuser or not VALUE_RIGHTS.isdisjoint(user.get_all_permissions())


def author_of(user: User | AnonymousUser) -> str:
    """Return the author that rows name for a member of staff."""
    return f"staff:{user.pk}"


def staff_of(author: str) -> User | None:
    """The member of staff with this author, if any. Queries: 1 at most."""
    # « system », « api:3 » and « customer » are nobody of the staff.
    key = author.removeprefix("staff:")
    return User.objects.filter(pk=key).first() if key.isdecimal() else None


def staff_email(column: str) -> Subquery:
    """To annotate with: the address of the staff member whom ``column`` names, or null."""
    # In SQL, so that a list of rows asks once for all its authors.
    number = Func(
        OuterRef(column),
        Value(r"^staff:(\d+)$"),
        function="substring",
        output_field=CharField(),
    )
    return Subquery(User.objects.filter(pk=Cast(number, BigIntegerField())).values("email"))
