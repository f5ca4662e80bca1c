"""manage.py tell_programme: the orders that the programme has not heard of yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import Refused
from demo_shop import actions as demo_shop
from demo_shop.models import Storefront


class Command(BaseCommand):
    help = "Tell the programme of orders it has not heard of, or not as they now stand."

    def handle(self, *args: Any, **options: Any) -> None:
        fronts = Storefront.objects.select_related("shop").order_by("pk")
        try:
            for front in fronts:
                told = sum(1 for _order in demo_shop.tell_all(front.shop))
                self.stdout.write(f"{front.shop.code}: {told} orders told")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
