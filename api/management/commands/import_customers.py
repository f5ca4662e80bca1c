"""manage.py import_customers FILE --shop CODE"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from api.imports.customers import CustomersReport, import_customers
from core.errors import Refused
from shop.models import Shop

# So many refusals are printed.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Take customers in, with what they have said about offers. Safe to interrupt and "
        "to run again. CSV: customer, email, and as needed first_name, last_name, "
        "language, birthday, registered_at, guest, group, email_verified, address, "
        "updated_at, offers (yes, no, empty), offers_at, offers_wording."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="its code")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        report, now = CustomersReport(), timezone.now()
        try:
            for report in import_customers(  # noqa: B007 -- the last one is told
                shop=shop, path=options["file"], author="system", now=now
            ):
                pass
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{report.changed} customers new or changed, {report.unchanged} unchanged, "
            f"{len(report.refusals)} lines refused"
        )
        for number, reason in report.refusals[:SHOWN]:
            self.stdout.write(f"  line {number}: {reason}")
