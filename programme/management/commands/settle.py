"""manage.py settle [--shop CODE] [--since 2026-05-01]"""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from core.days import start_of
from core.progress import show_progress
from programme.actions import order_settlement as programme
from programme.queries import stated_orders as programme_stated_orders
from shop.models import Shop


class Command(BaseCommand):
    help = "Bring the books to the facts. Where they agree, nothing changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", help="its code; every shop where left out")
        parser.add_argument("--since", help="only orders updated since: 2026-05-01")

    def handle(self, *args: Any, **options: Any) -> None:
        shops = Shop.objects.order_by("code")
        if options["shop"]:
            shops = shops.filter(code=options["shop"])
            if not shops:
                raise CommandError(f"There is no shop “{options['shop']}”.")
        for shop in shops:
            since = _instant(options["since"], shop)
            looked_at = show_progress(
                programme.settle_all(
                    shop=shop, since=since, author="system", now=timezone.now()
                ),
                total=programme_stated_orders.stated_orders(shop, since).count(),
                unit="orders",
            )
            self.stdout.write(f"{shop.code}: {looked_at} orders looked at")


def _instant(text: str | None, shop: Shop) -> datetime | None:
    if not text:
        return None
    try:
        day, instant = parse_date(text), parse_datetime(text)
    except ValueError as error:
        raise CommandError(f"--since {text}: {error}") from error
    if day:
        return start_of(day, shop.zone)
    if instant and instant.tzinfo:
        return instant
    raise CommandError(
        "--since takes a day (2026-05-01) or an instant with its offset "
        "(2026-05-01T10:00:00+02:00)."
    )
