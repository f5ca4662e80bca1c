"""manage.py audit: prove the books. Exit 1 and a list when anything disagrees."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.progress import show_progress
from programme.queries.inconsistencies import ledger_inconsistencies
from programme.queries.stated_orders import orders_in_chunks, out_of_step, stated_orders
from shop.models import Shop


class Command(BaseCommand):
    help = "Prove that the books agree with themselves, and with the orders."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for inconsistency in ledger_inconsistencies():
            found += 1
            self.stdout.write(
                f"{inconsistency.check}: {inconsistency.subject}: {inconsistency.found}"
            )
        for shop in Shop.objects.order_by("code"):
            found += self._orders(shop)
        if found:
            raise CommandError(f"{found} disagreements")
        self.stdout.write("The books agree.")

    def _orders(self, shop: Shop) -> int:
        wrong: list[str] = []

        def look() -> Any:
            for chunk in orders_in_chunks(shop, None):
                wrong.extend(out_of_step(chunk))
                yield len(chunk)

        total = stated_orders(shop).count()
        show_progress(look(), total=total, unit="orders")
        for external_id in wrong:
            self.stdout.write(
                f"an order has given what it entitles to: {shop.code}: "
                f"order {external_id} has not"
            )
        return len(wrong)
