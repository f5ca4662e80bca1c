"""The roles that the system makes and the authors of rows, in words."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import ROLE_LABELS
from accounts.rules import RoleName

ROLE_DESCRIPTIONS: dict[str, StrOrPromise] = {
    RoleName.OWNER: _(
        "Everything: the rules, the team, the keys and what is worth money, in their shops."
    ),
    RoleName.MARKETING: _(
        "Campaigns, segments, texts, offers and vouchers. No rules, no gift cards, no keys."
    ),
    RoleName.SUPPORT: _(
        "Customers and their orders: points up to a limit, vouchers, tiers, two accounts of"
        " one person. No settings."
    ),
    RoleName.ACCOUNTING: _(
        "Reports, ledgers and their files: points, vouchers, gift cards. Changes nothing,"
        " opens no customer’s page."
    ),
    RoleName.READING: _("Looks at everything but the team and the keys; changes nothing."),
}


def role_label(role: Group) -> str:
    """Return a role of the system by its label, another by its own name."""
    return str(ROLE_LABELS.get(role.name, role.name))


def role_description(role: Group) -> str:
    """Return what the role is for; nothing where the merchant has made it."""
    return str(ROLE_DESCRIPTIONS.get(role.name, ""))


_NAMES = {
    "system": _("The programme"),
    "api": _("The shop"),
    "connection": _("The shop"),
    "customer": _("The customer"),
    "campaign": _("A campaign"),
}


def author_name(author: str, email: str | None) -> str:
    """Return an author as people read it: staff by their address, others by what they
    are.
    """
    known = _NAMES.get(author.partition(":")[0])
    return email or str(known or author)
