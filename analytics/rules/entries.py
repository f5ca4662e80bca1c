"""What is owed as entries of a French journal, for the month that a day closes.

Debits and credits of one entry are equal. The provision, or the deferred revenue, moves by
what it has become less what it was a month ago; gift cards by what was issued, used, lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO


@dataclass(frozen=True, slots=True)
class Accounts:
    """The numbers of the accounts, and the code of the journal."""

    journal: str
    provision: str
    allowance: str
    release: str
    deferred: str
    sales: str
    cards: str
    receipts: str
    customers: str
    breakage: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line: either a debit or a credit. ``label`` names a sentence of phrases."""

    journal: str
    day: date
    account: str
    label: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CardSalesMonth:
    """What moved on gift cards in the month."""

    issued: Decimal
    used: Decimal
    expired: Decimal
    cancelled: Decimal


def provision_entries(accounts: Accounts, day: date, change: Decimal) -> list[JournalEntry]:
    """``change`` of the provision: negative where some of it is released."""
    debit, credit = (
        (accounts.allowance, accounts.provision)
        if change > 0
        else (accounts.provision, accounts.release)
    )
    return list(_pair(accounts, day, "provision", debit, credit, abs(change)))


def deferral_entries(accounts: Accounts, day: date, change: Decimal) -> list[JournalEntry]:
    """``change`` of the deferred revenue: negative where some of it has become sales."""
    debit, credit = accounts.sales, accounts.deferred
    if change < 0:
        debit, credit = credit, debit
    return list(_pair(accounts, day, "deferral", debit, credit, abs(change)))


def card_entries(
    accounts: Accounts, day: date, month: CardSalesMonth
) -> list[JournalEntry]:
    """Each movement between the cards' account and its counterpart."""
    moved = [
        ("cards_issued", accounts.receipts, accounts.cards, month.issued),
        ("cards_used", accounts.cards, accounts.customers, month.used),
        ("cards_expired", accounts.cards, accounts.breakage, month.expired),
        ("cards_cancelled", accounts.cards, accounts.receipts, month.cancelled),
    ]
    return [
        entry
        for label, debit, credit, amount in moved
        for entry in _pair(accounts, day, label, *_ordered(debit, credit, amount))
    ]


def _ordered(debit: str, credit: str, amount: Decimal) -> tuple[str, str, Decimal]:
    return (debit, credit, amount) if amount >= 0 else (credit, debit, -amount)


def _pair(  # noqa: PLR0917 -- the cells of a line
    accounts: Accounts, day: date, label: str, debit: str, credit: str, amount: Decimal
) -> Iterator[JournalEntry]:
    if amount:
        yield JournalEntry(accounts.journal, day, debit, label, debit=amount)
        yield JournalEntry(accounts.journal, day, credit, label, credit=amount)
