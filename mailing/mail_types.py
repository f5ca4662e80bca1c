"""The registry of mail types. The app that sends a type declares it in its ``mails`` and
registers it in ``AppConfig.ready``; the database knows types by their code alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mailing.models import Mail, MailCategory
from shop.models import Customer

# What a row keeps of a value: money as "2.00", dates in ISO 8601, points as a number.
type JSON = bool | int | str | list[JSON] | dict[str, JSON] | None
type Values = Mapping[str, JSON]


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
    """The mail does not go; ``reason`` is one of the type's ``reasons``."""

    reason: str


type Prepare = Callable[[list[Mail], datetime], dict[int, Prepared | Declined]]
type Undo = Callable[[list[Mail], datetime], None]


@dataclass(frozen=True, slots=True)
class MailType:
    """One type of mail. ``advertising`` is anything with an offer.

    ``prepare`` decides last on a batch of mails that are about to be sent. It runs in the
    transaction that claims them, their customers locked, and answers by primary key of the
    mail. It runs again at every retry: once it has agreed, ``mail.prepared_at`` is set and
    ``mail.values`` hold what it added. ``undo`` takes back what ``prepare`` made for mails
    that will not be sent after all. ``reasons`` are its refusals in words, for staff.
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
    """A word that the mail of any type may say to a customer. ``read`` answers by primary
    key of the customer, in as many queries for many as for one.
    """

    placeholder: Placeholder
    read: SharedReader


# What rendering itself fills in.
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
    """Raises: ValueError for a code that another type has."""
    for mail_type in mail_types:
        if _MAIL_TYPES.setdefault(mail_type.code, mail_type) is not mail_type:
            raise ValueError(f"There are two mail types called {mail_type.code}.")


def register_shared(name: str, placeholder: SharedPlaceholder) -> None:
    """Raises: ValueError for a name that another placeholder has."""
    taken = name in COMMON_PLACEHOLDERS
    if taken or _SHARED.setdefault(name, placeholder) is not placeholder:
        raise ValueError(f"There are two placeholders called {name}.")


def shared_placeholders() -> Mapping[str, SharedPlaceholder]:
    return _SHARED


def placeholders_of(mail_type: MailType) -> dict[str, Placeholder]:
    """Return those of every mail first, then its own."""
    from_apps = {name: value.placeholder for name, value in _SHARED.items()}
    return {**COMMON_PLACEHOLDERS, **from_apps, **mail_type.placeholders}


def all_mail_types() -> Sequence[MailType]:
    """By category, in the order of their registration."""
    order = list(MailCategory)
    return sorted(_MAIL_TYPES.values(), key=lambda each: order.index(each.category))


def find_mail_type(code: str) -> MailType | None:
    """None for a code that this release no longer knows."""
    return _MAIL_TYPES.get(code)
