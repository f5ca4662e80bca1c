"""The mail types there are. The app that sends one declares it in its ``mails`` and
registers it when it is ready; no row says what a mail type is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from mailing.models import Mail
    from shop.models import Customer

# What a row keeps of a value: money as "2.00", dates in ISO 8601, points as a number.
type JSON = bool | int | str | list[JSON] | dict[str, JSON] | None
type Values = Mapping[str, JSON]


class MailCategory(TextChoices):
    """What a customer can switch off by itself; SERVICE he cannot."""

    SERVICE = "service", _("Service")
    PROGRAMME = "programme", _("Points and tiers")
    OFFERS = "offers", _("Offers and reminders")
    WISHLIST = "wishlist", _("Wishlist")
    REFERRALS = "referrals", _("Referrals")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word of the text that each mail fills in. ``sample`` is raw JSON."""

    label: StrOrPromise
    type: Literal["text", "money", "date", "points", "percent", "number", "url"]
    sample: JSON


@dataclass(frozen=True, slots=True)
class BlockPlaceholder:
    """A part that stands alone on a line: a voucher, or products with their pictures."""

    label: StrOrPromise
    type: Literal["voucher", "products"]
    sample: JSON


@dataclass(frozen=True, slots=True)
class Prepared:
    """The mail goes, with these values beside those it was queued with."""

    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declined:
    """The mail does not go; ``reason`` is one of the mail type's ``reasons``."""

    reason: str


type Prepare = Callable[[list[Mail], datetime], dict[int, Prepared | Declined]]
type Undo = Callable[[list[Mail], datetime], None]


@dataclass(frozen=True, slots=True)
class MailType:
    """One mail type. ``advertising`` is anything with an offer.

    ``prepare`` has the last word on a batch of mails that are about to go, by primary key,
    in the transaction that claims them, their customers locked. It is asked at every try:
    ``mail.prepared_at`` says that it has said yes before, and then ``mail.values`` hold
    what it added. ``undo`` takes back what it made, of mails that will not go after all.
    ``reasons`` are its refusals in words, for staff.
    """

    code: str
    label: StrOrPromise
    category: MailCategory
    advertising: bool
    texts: Path
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)
    blocks: Mapping[str, BlockPlaceholder] = field(default_factory=dict)
    prepare: Prepare | None = None
    undo: Undo | None = None
    reasons: Mapping[str, StrOrPromise] = field(default_factory=dict)


type SharedReader = Callable[[Sequence[Customer], datetime], Mapping[int, JSON]]


@dataclass(frozen=True, slots=True)
class SharedPlaceholder:
    """A word that any mail to a customer may say; ``read`` knows it for many of them, by
    primary key, in as many queries as for one.
    """

    placeholder: Placeholder
    read: SharedReader


# What the mailing itself fills in.
COMMON_PLACEHOLDERS: Mapping[str, Placeholder] = {
    "first_name": Placeholder(_("first name, may be empty"), "text", "Alice"),
    "shop": Placeholder(_("name of the shop"), "text", "La Boutique"),
    "account_url": Placeholder(
        _("page of the account"), "url", "https://www.example.com/compte/"
    ),
}
_SHARED: dict[str, SharedPlaceholder] = {}
_MAIL_TYPES: dict[str, MailType] = {}


def register(*mail_types: MailType) -> None:
    """Raises ValueError for a code that another mail type has."""
    for mail_type in mail_types:
        if _MAIL_TYPES.setdefault(mail_type.code, mail_type) is not mail_type:
            raise ValueError(f"There are two kinds of mail called {mail_type.code}.")


def register_shared(name: str, value: SharedPlaceholder) -> None:
    """Raises ValueError for a name that another app has given."""
    if name in COMMON_PLACEHOLDERS or _SHARED.setdefault(name, value) is not value:
        raise ValueError(f"There are two values called {name}.")


def shared_placeholders() -> Mapping[str, SharedPlaceholder]:
    return _SHARED


def placeholders_of(mail_type: MailType) -> dict[str, Placeholder]:
    """Those of every mail first, then its own."""
    from_apps = {name: value.placeholder for name, value in _SHARED.items()}
    return {**COMMON_PLACEHOLDERS, **from_apps, **mail_type.placeholders}


def all_mail_types() -> Sequence[MailType]:
    """By category, in the order of their registration."""
    order = list(MailCategory)
    return sorted(
        _MAIL_TYPES.values(), key=lambda mail_type: order.index(mail_type.category)
    )


def find_mail_type(code: str) -> MailType | None:
    """None for one that this release no longer knows."""
    return _MAIL_TYPES.get(code)
