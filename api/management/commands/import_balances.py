"""manage.py import_balances FILE --shop CODE --source NAME"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from api.imports.balances import BalancesReport, import_balances
from core.errors import Refused
from shop.models import Shop

# So many refusals are printed.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Give the points of an earlier programme. Safe to interrupt and to run again: a "
        "source gives once to a customer. CSV: customer, points, and as needed granted_at, "
        "expires_at (empty: by the rules in force; never), reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="its code")
        parser.add_argument("--source", required=True, help="a name for this handover")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        report = BalancesReport()
        try:
            for report in import_balances(  # noqa: B007 -- the last one is told
                shop=shop,
                path=options["file"],
                source=options["source"],
                author="system",
                now=timezone.now(),
            ):
                pass
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{report.given} customers given points, {report.given_before} had them, "
            f"{len(report.refusals)} lines refused"
        )
        for number, reason in report.refusals[:SHOWN]:
            self.stdout.write(f"  line {number}: {reason}")
