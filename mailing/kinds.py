"""The kinds of mails there are. The app that sends one declares it in its ``mails`` and
registers it when it is ready; no row says what a kind is.
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


class Category(TextChoices):
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
class Block:
    """A part that stands alone on a line: a bon, or products with their pictures."""

    label: StrOrPromise
    type: Literal["voucher", "products"]
    sample: JSON


@dataclass(frozen=True, slots=True)
class Prepared:
    """The mail goes, with these values beside those it was queued with."""

    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declined:
    """The mail does not go; ``reason`` is one of the kind's ``reasons``."""

    reason: str


type Prepare = Callable[[list[Mail], datetime], dict[int, Prepared | Declined]]
type Undo = Callable[[list[Mail], datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mail. ``advertising`` is anything with an offer.

    ``prepare`` has the last word on a batch of mails that are about to go, by primary key,
    in the transaction that claims them, their customers locked. It is asked at every try:
    ``mail.prepared_at`` says that it has said yes before, and then ``mail.values`` hold
    what it added. ``undo`` takes back what it made, of mails that will not go after all.
    ``reasons`` are its refusals in words, for staff.
    """

    code: str
    label: StrOrPromise
    category: Category
    advertising: bool
    texts: Path
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    prepare: Prepare | None = None
    undo: Undo | None = None
    reasons: Mapping[str, StrOrPromise] = field(default_factory=dict)


type Read = Callable[[Sequence[Customer], datetime], Mapping[int, JSON]]


@dataclass(frozen=True, slots=True)
class Shared:
    """A word that any mail to a customer may say; ``read`` knows it for many of them, by
    primary key, in as many queries as for one.
    """

    placeholder: Placeholder
    read: Read


# What the mailing itself fills in.
COMMON: Mapping[str, Placeholder] = {
    "first_name": Placeholder(_("first name, may be empty"), "text", "Alice"),
    "shop": Placeholder(_("name of the shop"), "text", "La Boutique"),
    "account_url": Placeholder(
        _("page of the account"), "url", "https://www.example.com/compte/"
    ),
}
_SHARED: dict[str, Shared] = {}
_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Raises ValueError for a code that another kind has."""
    for kind in kinds:
        if _KINDS.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"There are two kinds of mail called {kind.code}.")


def share(name: str, value: Shared) -> None:
    """Raises ValueError for a name that another app has given."""
    if name in COMMON or _SHARED.setdefault(name, value) is not value:
        raise ValueError(f"There are two values called {name}.")


def shared() -> Mapping[str, Shared]:
    return _SHARED


def placeholders_of(kind: Kind) -> dict[str, Placeholder]:
    """Those of every mail first, then its own."""
    from_apps = {name: value.placeholder for name, value in _SHARED.items()}
    return {**COMMON, **from_apps, **kind.placeholders}


def known() -> Sequence[Kind]:
    """By category, in the order of their registration."""
    order = list(Category)
    return sorted(_KINDS.values(), key=lambda kind: order.index(kind.category))


def find(code: str) -> Kind | None:
    """None for one that this release no longer knows."""
    return _KINDS.get(code)
