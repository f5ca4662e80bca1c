"""manage.py sync_orders: send the orders that the programme has not received yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from demo_shop.actions import syncing
from demo_shop.models import Storefront


class Command(BaseCommand):
    help = "Send orders that the programme has not received, or not as they now stand."

    def handle(self, *args: Any, **options: Any) -> None:
        storefronts = Storefront.objects.select_related("shop").order_by("pk")
        try:
            for storefront in storefronts:
                sent = sum(1 for _order in syncing.sync_orders(storefront.shop))
                self.stdout.write(f"{storefront.shop.code}: {sent} orders sent")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
