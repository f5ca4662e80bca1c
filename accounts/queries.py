"""Who did it: rows name their author as « staff:7 », « system », « api:3 » …"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, Func, OuterRef, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import User

_NAMES = {
    "system": _("The programme"),
    "api": _("The shop"),
    "connection": _("The shop"),
    "customer": _("The customer"),
    "campaign": _("A campaign"),
}


def author_of(user: User | AnonymousUser) -> str:
    """How what a member of staff does is signed."""
    return f"staff:{user.pk}"


def staff_of(author: str) -> User | None:
    """The member of staff who signed like this, or nobody. One query at most."""
    key = author.removeprefix("staff:")
    return User.objects.filter(pk=key).first() if key.isdecimal() else None


def staff_email(column: str) -> Subquery:
    """To annotate with: the address of the staff member whom ``column`` names, or null."""
    number = Func(
        OuterRef(column),
        Value(r"^staff:(\d+)$"),
        function="substring",
        output_field=CharField(),
    )
    return Subquery(User.objects.filter(pk=Cast(number, BigIntegerField())).values("email"))


def author_name(author: str, email: str | None) -> str:
    """For people: staff by their address, the rest by what they are."""
    known = _NAMES.get(author.partition(":")[0])
    return email or str(known or author)
