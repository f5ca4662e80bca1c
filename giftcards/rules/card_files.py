"""A merchant's file of gift cards: one a line, its columns named by the first.

An amount is enough; code, recipient, e-mail, message and the day of delivery may go along.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from vouchers.rules.codes import chosen_code
from vouchers.rules.customer_files import SEPARATORS, cells_of, decoded

# How each column may be called, in letters only.
_NAMES = {
    "amount": {"amount", "montant", "valeur", "value"},
    "code": {"code"},
    "recipient": {"recipient", "destinataire", "nom", "name"},
    "email": {"email", "mail", "courriel", "adresseemail"},
    "message": {"message", "mot"},
    "deliver_on": {"date", "deliveron", "envoi", "dateenvoi", "envoyerle"},
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TO_THE_CENT = re.compile(r"\d{1,10}(\.\d{1,2})?", re.ASCII)
LARGEST = Decimal(100_000)
# What the columns of a card hold.
_LONGEST = {"email": 254, "recipient": 100, "message": 500}


class CardFault(StrEnum):
    """Why a line makes no card."""

    AMOUNT = "amount"
    CODE = "code"
    TWICE = "twice"
    EMAIL = "email"
    DAY = "day"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A card that a line of the file asks for. ``line`` is its number, from 1."""

    line: int
    amount: Decimal
    code: str = ""
    recipient: str = ""
    email: str = ""
    message: str = ""
    deliver_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The line as a batch keeps it until it is made; ``from_json`` reads it back."""
        day = self.deliver_on.isoformat() if self.deliver_on else None
        return asdict(self) | {"amount": f"{self.amount}", "deliver_on": day}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        day = stored["deliver_on"]
        deliver_on = date.fromisoformat(day) if day else None
        return cls(
            **{**stored, "amount": Decimal(stored["amount"]), "deliver_on": deliver_on}
        )


def read_cards(content: bytes) -> tuple[list[CardLine], list[tuple[int, CardFault]]] | None:
    """Read the cards, and the numbers of the other lines with what is wrong with each.

    None where no column is called an amount.
    """
    lines = re.split(r"\r\n|\r|\n", decoded(content))
    separator = max(SEPARATORS, key=lines[0].count)
    rows = [(number, cells_of(line, separator)) for number, line in enumerate(lines, 1)]
    told = [(number, cells) for number, cells in rows if any(cells)]
    places = _places(told[0][1]) if told else {}
    if "amount" not in places:
        return None
    cards: list[CardLine] = []
    faults: list[tuple[int, CardFault]] = []
    seen: set[str] = set()
    for number, cells in told[1:]:
        said = {
            name: cells[place] if place < len(cells) else ""
            for name, place in places.items()
        }
        found = _read(number, said)
        if isinstance(found, CardLine) and found.code and found.code in seen:
            found = CardFault.TWICE
        if isinstance(found, CardFault):
            faults.append((number, found))
        else:
            seen.add(found.code)
            cards.append(found)
    return cards, faults


def _places(names: list[str]) -> Mapping[str, int]:
    plain = [re.sub(r"[^a-z]", "", name.lower()) for name in names]
    return {
        column: place
        for column, known in _NAMES.items()
        for place, name in enumerate(plain)
        if name in known
    }


def _read(number: int, said: Mapping[str, str]) -> CardLine | CardFault:
    amount, day = _amount(said["amount"]), _day(said.get("deliver_on", ""))
    code = chosen_code(said["code"]) if said.get("code") else ""
    email = said.get("email", "")
    wrong = {
        CardFault.AMOUNT: amount is None,
        CardFault.CODE: code is None,
        CardFault.DAY: day is None and bool(said.get("deliver_on")),
        CardFault.EMAIL: bool(email) and not _EMAIL.fullmatch(email),
        CardFault.LONG: any(len(said.get(name, "")) > n for name, n in _LONGEST.items()),
    }
    for fault, found in wrong.items():
        if found:
            return fault
    return CardLine(
        line=number,
        amount=amount or Decimal(0),
        code=code or "",
        recipient=said.get("recipient", ""),
        email=email,
        message=said.get("message", ""),
        deliver_on=day,
    )


def _amount(text: str) -> Decimal | None:
    """« 1 234,50 € » as much as 1234.50; with three decimals it may be a thousand."""
    plain = re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", ".")
    if not _TO_THE_CENT.fullmatch(plain):
        return None
    amount = Decimal(plain)
    return amount if 0 < amount <= LARGEST else None


def _day(text: str) -> date | None:
    for shape in _DAYS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None
