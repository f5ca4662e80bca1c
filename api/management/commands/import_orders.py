"""manage.py import_orders FILE --shop CODE"""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from api.imports import ImportReport, import_file
from core.errors import Refused
from core.progress import show_progress
from shop.models import Shop

# So many refusals are printed; --report has them all.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Take in orders of the past and settle them by their own dates. Safe to interrupt "
        "and to run again. CSV (order, customer, email, placed_at, state, currency, "
        "product, quantity, line_total; one row per line) or NDJSON of API bodies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="its code")
        parser.add_argument("--report", type=Path, help="write every refusal to this CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            report = import_file(
                shop=shop,
                path=options["file"],
                author="system",
                now=timezone.now(),
                watch=lambda counts, total: show_progress(
                    counts, total=total, unit="orders"
                ),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(report)
        if options["report"]:
            _write(report, options["report"])

    def _tell(self, report: ImportReport) -> None:
        self.stdout.write(
            f"{report.orders} orders: {report.changed} taken in, "
            f"{report.unchanged} unchanged, {report.stale} older than what is known"
        )
        self.stdout.write(
            f"rows: {report.rows_accepted} accepted, {report.rows_refused} refused"
        )
        for refusal in report.refusals[:SHOWN]:
            named = f" (order {refusal.order})" if refusal.order else ""
            self.stdout.write(f"  line {refusal.line}{named}: {refusal.reason}")
        if len(report.refusals) > SHOWN:
            self.stdout.write(f"  … and {len(report.refusals) - SHOWN} more: --report FILE")


def _write(report: ImportReport, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["line", "order", "reason"])
        for refusal in report.refusals:
            out.writerow([refusal.line, _plain(refusal.order), _plain(refusal.reason)])


def _plain(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is made text."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
