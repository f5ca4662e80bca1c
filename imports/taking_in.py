"""Rows become facts, as the API would have been sent them, and the facts are taken in."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError as InvalidAddress
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from api.error_messages import error_messages
from api.imports.actions import ImportReport, take_in
from api.imports.spool import Spool
from api.queries import customer_of
from api.schemas.calls import GrantPayload
from api.schemas.facts import CustomerPayload, ProductPayload
from core.errors import Refused
from imports.models import FileImport
from imports.reading import read
from imports.rules import cells
from points.actions.granting import grant
from programme.actions.receiving import receive_customer, receive_product
from shop.models import Customer, Product, Shop
from shop.persons import person_of_address

# So many rows are one transaction.
CHUNK = 200
# So many refusals are kept with their lines; all are counted by their reason.
KEPT = 5_000
# What an order's total is a line of, where the file does not name its products.
WHOLE_ORDER = "import"

# What a file of products need not say.
KEPT_OF_PRODUCTS = (
    *("url", "image", "price", "price_excl_tax", "regular_price", "on_sale"),
    *("stock", "active", "gift_card", "cost"),
)

type Row = Mapping[str, str]


class BadCell(ValueError):  # noqa: N818 -- it says what it is
    """Why a row is not taken in."""


@dataclass
class Outcome:
    """What became of a file's rows so far."""

    rows: int = 0
    taken: int = 0
    unchanged: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str, rows: int = 1) -> None:
        self.reasons[reason] += rows
        if len(self.refusals) < KEPT:
            self.refusals.append((line, reason))


def take_file(
    *, row: FileImport, path: Path, author: str, now: datetime, most: int | None = None
) -> Iterator[Outcome]:
    """Take the file in, or its first rows; the outcome so far, after each chunk.

    Safe to interrupt and to run again. Raises UnreadableFile.
    """
    outcome = Outcome()
    rows = _rows(row, path, outcome, most)
    if row.kind == FileImport.Kind.ORDERS:
        return _take_orders(row, rows, outcome, author, now)
    takers: dict[str, Callable[[FileImport, Row, str, datetime], bool]] = {
        FileImport.Kind.CUSTOMERS: _take_customer,
        FileImport.Kind.PRODUCTS: _take_product,
        FileImport.Kind.BALANCES: _take_balance,
    }
    return _take_one_by_one(row, rows, outcome, takers[row.kind], author, now)


def _rows(
    row: FileImport, path: Path, outcome: Outcome, most: int | None
) -> Iterator[tuple[int, Row]]:
    """Our columns of each row."""
    _heads, lines = read(path, outcome.refuse)
    for line, found in lines:
        if outcome.rows == most:
            return
        outcome.rows += 1
        yield line, {name: found[place] for name, place in row.columns.items()}


def _take_one_by_one(  # noqa: PLR0917 -- handed on by ``take_file``, in this order
    row: FileImport,
    rows: Iterator[tuple[int, Row]],
    outcome: Outcome,
    take: Callable[[FileImport, Row, str, datetime], bool],
    author: str,
    now: datetime,
) -> Iterator[Outcome]:
    for chunk in batched(rows, CHUNK):
        with transaction.atomic():
            for line, found in chunk:
                try:
                    # A savepoint: what is refused midway leaves nothing.
                    with transaction.atomic():
                        changed = take(row, found, author, now)
                except ValidationError as error:
                    outcome.refuse(line, _in_words(error))
                except (BadCell, Refused) as refusal:
                    outcome.refuse(line, str(refusal))
                else:
                    outcome.taken += changed
                    outcome.unchanged += not changed
        yield outcome


def _in_words(error: ValidationError) -> str:
    words = error_messages(error.errors())
    return " ".join(f"{each['field']}: {each['message']}" for each in words)


def _as_sent(body: dict[str, Any]) -> dict[str, Any]:
    """Instants and days as the API would have been sent them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in body.items()
    }


def _take_customer(row: FileImport, found: Row, author: str, now: datetime) -> bool:
    """What the file does not say stays as the shop has stated it."""
    shop, email = row.shop, _address(found["email"])
    known = _customer(shop, found.get("id", ""), email) if found.get("id") else None
    known = known or _by_address(shop, email)
    external_id = found.get("id") or (known.external_id if known else email)
    body: dict[str, Any] = {"updated_at": row.created_at, "email": email}
    if known:
        body |= {
            "email_verified": known.email_verified and known.email == email,
            "first_name": known.first_name,
            "last_name": known.last_name,
            "language": known.language,
            "birthday": known.birthday,
            "registered_at": known.registered_at,
            "guest": known.guest,
            "group": known.shop_group.external_id if known.shop_group else None,
        }
    body |= {name: found[name] for name in ("first_name", "last_name") if found.get(name)}
    for name, reads in (("birthday", cells.day), ("registered_at", _local(shop))):
        if name in found and not cells.is_never(found[name]):
            body[name] = _read(reads, found[name])
    if language := found.get("language", "")[:2].lower():
        body["language"] = language
    body.setdefault("registered_at", row.created_at)
    if found.get("offers"):
        body["consents"] = {
            "offers": cells.yes(found["offers"]),
            "at": row.created_at.isoformat(),
            "source": "import",
        }
    if known and known.updated_at and known.updated_at >= row.created_at:
        # The shop has said more since: its word counts, and the file adds nothing.
        return False
    fact = CustomerPayload.model_validate(_as_sent(body)).fact()
    stated = receive_customer(
        shop=shop, external_id=external_id, fact=fact, author=author, now=now
    )
    return stated.changed


def _address(cell: str) -> str:
    """Raises BadCell: whoever cannot be written to would be nobody."""
    try:
        validate_email(cell)
    except InvalidAddress as error:
        said = _("“%(cell)s” is not an e-mail address.") % {"cell": cell[:40]}
        raise BadCell(said) from error
    return cell


def _take_product(row: FileImport, found: Row, author: str, now: datetime) -> bool:
    known = Product.objects.filter(shop=row.shop, external_id=found["id"]).first()
    if known and known.updated_at and known.updated_at >= row.created_at:
        return False
    body: dict[str, Any] = {"updated_at": row.created_at}
    if known and known.updated_at:
        body |= {name: getattr(known, name) for name in KEPT_OF_PRODUCTS}
        body["categories"] = [each.external_id for each in known.categories.all()]
    body |= {name: found[name] for name in ("name", "url", "image") if found.get(name)}
    for name in ("price", "cost"):
        if found.get(name):
            body[name] = _read(cells.amount, found[name])
    if found.get("stock"):
        body["stock"] = int(float(_read(cells.amount, found["stock"])))
    fact = ProductPayload.model_validate(_as_sent(body)).fact()
    stated = receive_product(
        shop=row.shop, external_id=found["id"], fact=fact, author=author, now=now
    )
    return stated.changed


def _take_balance(row: FileImport, found: Row, author: str, now: datetime) -> bool:
    customer = _customer(row.shop, found.get("customer", ""), found.get("email", ""))
    if customer is None:
        raise BadCell(_("Nobody is known by this id or address: import customers first."))
    points = _read(cells.amount, found["points"])
    if points in {"0", "0.0", "0.00"}:
        return False
    body: dict[str, Any] = {
        "points": int(float(points)) if float(points).is_integer() else points,
        "source": source_of(row),
    }
    if "expires_at" in found and not cells.is_never(found["expires_at"]):
        body["expires_at"] = _read(_local(row.shop), found["expires_at"])
    wanted = GrantPayload.model_validate(body).grant()
    return grant(customer=customer, grant=wanted, author=author, now=now) is not None


def source_of(row: FileImport) -> str:
    """Under which name the ledger keeps the points that a file of balances has given."""
    return f"import:{row.pk}"


def _customer(shop: Shop, external_id: str, email: str) -> Customer | None:
    """By the shop's id where the file has one, else by the address."""
    if external_id:
        known = Customer.objects.filter(shop=shop, external_id=external_id).exists()
        return customer_of(shop, external_id) if known else None
    return _by_address(shop, email)


def _by_address(shop: Shop, email: str) -> Customer | None:
    """Their account: of several with one address, the one that was stated first."""
    person = person_of_address(shop, email)
    rows = Customer.objects.filter(
        person.customers, guest=False, merged_into=None, erased_at=None
    )
    return rows.order_by("pk").first() if person.keys else None


def _local(shop: Shop) -> Callable[[str], str]:
    return lambda cell: cells.instant(cell, shop.zone)


def _read(reads: Callable[[str], str], cell: str) -> str:
    try:
        return reads(cell)
    except ValueError as error:
        said = _("“%(cell)s” cannot be read here.") % {"cell": cell[:40]}
        raise BadCell(said) from error


def _take_orders(
    row: FileImport,
    rows: Iterator[tuple[int, Row]],
    outcome: Outcome,
    author: str,
    now: datetime,
) -> Iterator[Outcome]:
    """Whoever bought first, so that they can be written to; then by way of the history
    import: set-based, and what is unchanged costs nothing.
    """
    spool, report, buyers = Spool(), ImportReport(), dict[str, Row]()
    try:
        spool.add(_order_rows(row, rows, outcome, buyers))
        for chunk in batched(buyers.items(), CHUNK):
            with transaction.atomic():
                for external_id, found in chunk:
                    _take_buyer(row, external_id, found, author, now)
            yield outcome
        for _count in take_in(row.shop, spool, report, author, now):
            for refusal in report.refusals:
                outcome.refuse(refusal.line, refusal.reason)
            report.refusals.clear()
            outcome.taken = report.changed
            outcome.unchanged = report.unchanged + report.stale
            yield outcome
        yield outcome
    finally:
        spool.close()


def _take_buyer(
    row: FileImport, external_id: str, found: Row, author: str, now: datetime
) -> None:
    """An account for whoever has none yet, with the address that their order names."""
    rows = Customer.objects.filter(shop=row.shop, external_id=external_id)
    if rows.filter(updated_at__isnull=False).exists():
        return
    body = {
        "updated_at": row.created_at,
        "email": found["email"],
        "registered_at": found["placed_at"],
    }
    # An address that is none stays on its order, which says so when it is refused.
    with suppress(ValidationError, Refused), transaction.atomic():
        fact = CustomerPayload.model_validate(_as_sent(body)).fact()
        receive_customer(
            shop=row.shop, external_id=external_id, fact=fact, author=author, now=now
        )


def _order_rows(
    row: FileImport,
    rows: Iterator[tuple[int, Row]],
    outcome: Outcome,
    buyers: dict[str, Row],
) -> Iterator[tuple[str, int, str]]:
    """(order, line, cells of the history import); ``buyers`` are filled on the way, each
    with their first order. Of an order's later rows an empty cell says what its first one
    did, as Shopify writes it.
    """
    first: dict[str, Row] = {}
    accounts: dict[str, str] = {}
    whole = "line_total" not in row.columns
    for line, found in rows:
        order = found["order"]
        if not order:
            outcome.refuse(line, _("The order has no number."))
            continue
        if whole and order in first:
            # The total of the whole order stands on each of its rows, or on the first.
            continue
        before = first.setdefault(order, found)
        filled = {name: cell or before.get(name, "") for name, cell in found.items()}
        email = filled.get("email", "")
        if email and not filled.get("customer"):
            if email not in accounts:
                known = _by_address(row.shop, email)
                accounts[email] = known.external_id if known else email
            filled["customer"] = accounts[email]
        try:
            cells_of_order = _order_cells(row, filled, whole=whole)
        except BadCell as bad:
            outcome.refuse(line, str(bad))
            continue
        if email:
            who = {"email": email, "placed_at": cells_of_order[3]}
            buyers.setdefault(filled["customer"], who)
        yield order, line, json.dumps(cells_of_order)


def _order_cells(row: FileImport, found: Row, *, whole: bool) -> list[str]:
    """In the order of ``api.imports.reading.COLUMNS``."""
    state = row.states.get(found.get("state", ""), "") if "state" in found else "paid"
    if not state:
        said = _("The state “%(state)s” has no meaning yet.") % {
            "state": found["state"][:40]
        }
        raise BadCell(said)
    return [
        found["order"],
        found.get("customer", ""),
        found.get("email", ""),
        _read(_local(row.shop), found["placed_at"]),
        state,
        found.get("currency") or row.shop.currency,
        (found.get("product") or WHOLE_ORDER) if not whole else WHOLE_ORDER,
        "1" if whole else found.get("quantity") or "1",
        _read(cells.amount, found["order_total" if whole else "line_total"]),
    ]
