"""Import a file: read it, sort it by order, take the orders in, report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from api.imports import digests
from api.imports.order_rows import BadOrder, order_from_csv, order_from_json
from api.imports.reading import read_csv, read_ndjson
from api.imports.spool import Row, Spool
from programme.actions import importing as programme
from shop.models import Shop
from shop.rules.facts import OrderFact

# So many orders are looked up at once.
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ImportRefusal:
    """A line that was not taken in, and why. ``order`` is empty where it has no number."""

    line: int
    order: str
    reason: str


@dataclass
class ImportReport:
    """What became of a file. Orders are counted; refusals name lines."""

    orders: int = 0
    changed: int = 0
    unchanged: int = 0
    stale: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    refusals: list[ImportRefusal] = field(default_factory=list)

    def refuse(self, line: int, reason: str, order: str = "", rows: int = 1) -> None:
        self.rows_refused += rows
        self.refusals.append(ImportRefusal(line, order, reason))


def import_file(
    *,
    shop: Shop,
    path: Path,
    author: str,
    now: datetime,
    watch: Callable[[Iterator[int], int], object],
) -> ImportReport:
    """Take in every order of the file that can be; the report names the others.

    ``watch`` gets the counts of orders done, as they come, and their total.
    Raises UnreadableFile.
    """
    report = ImportReport()
    spool = Spool()
    try:
        read = read_csv if path.suffix.lower() == ".csv" else read_ndjson
        spool.add(read(path, report.refuse))
        report.orders = len(spool)
        watch(take_in(shop, spool, report, author, now), report.orders)
    finally:
        spool.close()
    report.refusals.sort(key=lambda refusal: refusal.line)
    return report


def take_in(
    shop: Shop, spool: Spool, report: ImportReport, author: str, now: datetime
) -> Iterator[int]:
    """Take the spooled orders in; numbers of orders done, chunk by chunk."""
    for chunk in batched(spool.orders(), CHUNK):
        rows_of = dict(chunk)
        unread = {order: digests.digest(shop, rows) for order, rows in chunk}
        for order in digests.known(shop, unread):
            _count(report, programme.ImportedOrder(order), rows_of[order])
            del unread[order]
        facts = list(_facts(shop, {order: rows_of[order] for order in unread}, report))
        outcomes = list(
            programme.import_orders(shop=shop, orders=facts, author=author, now=now)
        )
        for outcome in outcomes:
            _count(report, outcome, rows_of[outcome.external_id])
        taken = [outcome.external_id for outcome in outcomes if not outcome.refused]
        digests.remember(shop, {order: unread[order] for order in taken})
        yield len(chunk)


def _facts(
    shop: Shop, orders: dict[str, Sequence[Row]], report: ImportReport
) -> Iterator[tuple[str, OrderFact]]:
    for external_id, rows in orders.items():
        try:
            yield external_id, _read(shop, rows)
        except BadOrder as bad:
            report.refuse(bad.line, str(bad), external_id, len(rows))


def _read(shop: Shop, rows: Sequence[Row]) -> OrderFact:
    if rows[0][1].startswith("["):
        return order_from_csv(rows, shop.zone)
    return order_from_json(rows)


def _count(
    report: ImportReport, outcome: programme.ImportedOrder, rows: Sequence[Row]
) -> None:
    if outcome.refused:
        report.refuse(rows[0][0], outcome.refused, outcome.external_id, len(rows))
        return
    report.rows_accepted += len(rows)
    report.changed += outcome.changed
    report.stale += outcome.stale
    report.unchanged += not outcome.changed and not outcome.stale
