"""manage.py import_balances FILE --shop CODE --source NAME"""

from typing import Any

from django.core.management.base import CommandParser

from api.imports.balances import BalancesReport, import_balances
from api.management.commands._import import SHOWN, ImportCommand


class Command(ImportCommand):
    help = (
        "Give the points of an earlier programme. Safe to interrupt and to run again: a "
        "source gives once to a customer. CSV: customer, points, and as needed granted_at, "
        "expires_at (empty: by the rules in force; never), reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", required=True, help="a name for this handover")

    def take_in(self, given: dict[str, Any], options: dict[str, Any]) -> None:
        report = BalancesReport()
        for report in import_balances(source=options["source"], **given):  # noqa: B007 -- the last one is told
            pass
        self.stdout.write(
            f"{report.given} customers given points, {report.given_before} had them, "
            f"{len(report.refusals)} lines refused"
        )
        for number, reason in report.refusals[:SHOWN]:
            self.stdout.write(f"  line {number}: {reason}")
