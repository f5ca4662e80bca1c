"""manage.py simulate --shop CODE --rules FILE.json [--json]"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from analytics.actions.drafts import draft_of
from analytics.queries.replay import Simulation, as_data, customers_of, simulate
from core.errors import Refused
from core.progress import show_progress
from earning.rules import converting
from shop.models import Shop


class Command(BaseCommand):
    help = "What all past orders would have given under other rules. Nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, help="its code")
        parser.add_argument(
            "--rules", required=True, type=Path, help='a file: {"value": "0.40"}'
        )
        parser.add_argument("--json", action="store_true", help="figures for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        now = timezone.now()
        try:
            draft = draft_of(shop, _values(options["rules"]), now)
        except Refused as refused:
            raise CommandError(
                f"{refused.details.get('field', '')}: {refused}"
            ) from refused
        result, customers = Simulation(), customers_of(shop)
        show_progress(
            simulate(shop, draft=draft, now=now, customers=customers, result=result),
            total=len(customers),
            unit="customers",
        )
        if options["json"]:
            self.stdout.write(json.dumps(as_data(result, draft), indent=2))
            return
        total = result.total
        self.stdout.write(f"{result.orders} orders of {result.customers} customers")
        self.stdout.write(f"given     {total.given:>12} points")
        self.stdout.write(f"converted {total.converted:>12} points: {total.issued}")
        self.stdout.write(f"expired   {total.expired:>12} points")
        left = converting.worth(result.left, draft.value)
        self.stdout.write(f"left      {result.left:>12} points: {left}")


def _values(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"--rules {path}: {error}") from error
    if not isinstance(values, dict):
        raise CommandError(f"--rules {path}: an object of settings is expected.")
    return values
