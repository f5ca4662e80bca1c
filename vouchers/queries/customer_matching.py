"""Find the customers that a merchant's file names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Lower

from shop.models import Customer, Shop
from vouchers.rules.customer_files import FileEntry, UnmatchedReason

_TOLD = ["external_id", "email", "guest", "erased_at"]


@dataclass(frozen=True, slots=True)
class MatchedCustomers:
    """Customers by primary key, in the file's order; the other lines and the reason."""

    customers: list[int]
    refused: list[tuple[int, UnmatchedReason]]


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    barred: UnmatchedReason | None


def match_customers(shop: Shop, entries: Sequence[FileEntry]) -> MatchedCustomers:
    """Find the customer of each line, by id or else by address. Queries: 2.

    An id that looks like an address is an id. Of several accounts under one address the
    newest that is no guest's counts, as it does at the log-in.
    """
    typed = {entry.who for entry in entries if entry.who}
    rows = Customer.objects.filter(shop=shop, external_id__in=list(typed))
    ids = {row.external_id: _known(row) for row in rows.only(*_TOLD).iterator()}
    addresses = _by_address(shop, {each.lower() for each in typed if "@" in each})
    customers: dict[int, None] = {}
    refused = []
    for entry in entries:
        who = entry.who
        known = who and (ids.get(who) or addresses.get(who.lower()))
        if not known:
            reason = UnmatchedReason.UNKNOWN if who else UnmatchedReason.UNREADABLE
            refused.append((entry.line, reason))
        elif known.barred:
            refused.append((entry.line, known.barred))
        elif known.pk in customers:
            refused.append((entry.line, UnmatchedReason.TWICE))
        else:
            customers[known.pk] = None
    return MatchedCustomers(list(customers), refused)


def _by_address(shop: Shop, addresses: Iterable[str]) -> dict[str, _Known]:
    rows = (
        Customer.objects.alias(address=Lower("email"))
        .filter(shop=shop, address__in=list(addresses))
        .order_by("guest", F("registered_at").desc(nulls_last=True), "-pk")
    )
    # The first of each address wins, so the order above decides among several accounts.
    found: dict[str, _Known] = {}
    for row in rows.only(*_TOLD).iterator():
        found.setdefault(row.email.lower(), _known(row))
    return found


def _known(row: Customer) -> _Known:
    if row.erased_at:
        return _Known(row.pk, UnmatchedReason.ERASED)
    return _Known(row.pk, UnmatchedReason.GUEST if row.guest else None)
