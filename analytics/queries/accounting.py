"""What is owed, as the entries that an accountant books for a month."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

from analytics.models import AccountingTerms
from analytics.queries.liability import Liability, liability
from analytics.rules import entries as rules
from analytics.rules.entries import Accounts, CardSalesMonth, JournalEntry
from shop.models import Shop


def entries(shop: Shop, day: date) -> list[JournalEntry]:
    """Of the month that ends on ``day``, or has come so far by then.

    The provision is brought from what it was at the end of the month before to what it is.
    Queries: twice those of a liability.
    """
    return list(entries_of(liability(shop, day), liability(shop, _month_before(day))))


def entries_of(found: Liability, before: Liability) -> list[JournalEntry]:
    terms, day = found.terms, found.day
    accounts = Accounts(
        **{field.name: getattr(terms, field.name) for field in fields(Accounts)}
    )
    month = found.cards.months[-1]
    moved = CardSalesMonth(month.given, month.used, month.expired, month.taken_back)
    return [
        *_of_rewards(accounts, terms, day, found, before),
        *rules.card_entries(accounts, day, moved),
    ]


def _of_rewards(
    accounts: Accounts,
    terms: AccountingTerms,
    day: date,
    found: Liability,
    before: Liability,
) -> list[JournalEntry]:
    change: Decimal
    if terms.method == AccountingTerms.Method.IFRS:
        change = found.provision.ifrs - before.provision.ifrs
        return rules.deferral_entries(accounts, day, change)
    change = found.provision.pcg - before.provision.pcg
    return rules.provision_entries(accounts, day, change)


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)
