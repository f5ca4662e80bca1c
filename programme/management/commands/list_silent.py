"""manage.py list_silent [--shop CODE]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from programme.queries.retention import silent_customers
from shop.models import RetentionNotice, Shop


class Command(BaseCommand):
    help = "Whom the night would tell, or erase, for silence: ids only, nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", help="the shop's code; all shops without it")

    def handle(self, *args: Any, **options: Any) -> None:
        shops = Shop.objects.order_by("code")
        if options["shop"]:
            shops = shops.filter(code=options["shop"])
        told = dict(RetentionNotice.objects.values_list("customer_id", "due_at"))
        for shop in shops:
            for customer in silent_customers(shop, now=timezone.now()):
                due = told.get(customer.pk)
                word = f"told, to be erased on {due:%Y-%m-%d}" if due else "to be told"
                self.stdout.write(f"{shop.code};{customer.external_id};{word}")
