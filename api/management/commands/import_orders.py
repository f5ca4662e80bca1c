"""manage.py import_orders FILE --shop CODE"""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from api.imports import ImportReport, import_file
from api.management.commands._import import SHOWN, ImportCommand
from core.progress import show_progress


class Command(ImportCommand):
    help = (
        "Take in orders of the past and settle them by their own dates. Safe to interrupt "
        "and to run again. CSV (order, customer, email, placed_at, state, currency, "
        "product, quantity, line_total; one row per line) or NDJSON of API bodies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--report", type=Path, help="write every refusal to this CSV")

    def take_in(self, given: dict[str, Any], options: dict[str, Any]) -> None:
        report = import_file(
            **given,
            watch=lambda counts, total: show_progress(counts, total=total, unit="orders"),
        )
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
        if options["report"]:
            _write(report, options["report"])


def _write(report: ImportReport, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["line", "order", "reason"])
        for refusal in report.refusals:
            out.writerow([refusal.line, _plain(refusal.order), _plain(refusal.reason)])


def _plain(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is made text."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
