"""manage.py reconcile CODE"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connectors.actions import reconciling as connectors
from connectors.management.commands._connection import find
from core.errors import Refused


class Command(BaseCommand):
    help = (
        "Compare what a connected shop says its orders of the last 90 days have brought"
        " with our books, order by order; exit 1 where they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="of the shop")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = find(options["code"])
        try:
            found = connectors.reconcile(connection=connection, now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in found.lines:
            ours = line["ours"] or "–"
            self.stdout.write(
                f"  {line['order']}: {ours} / {line['shops']} ({line['why']})"
            )
        self.stdout.write(f"{found.orders} orders, difference {found.difference:.2f}")
        if found.unequal:
            raise CommandError(f"{found.unequal} orders differ.")
