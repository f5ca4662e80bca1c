"""manage.py load_demo: a small believable shop to try the product on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from boutique import actions as boutique
from boutique.catalogue import CLOSE, NEW, REGULAR
from core.errors import Refused


class Command(BaseCommand):
    help = "Open the demo shop (once) and print its log-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shop = boutique.open_demo(now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Shop      {shop.name} ({shop.code})")
        self.stdout.write(f"Merchant  {boutique.MERCHANT}  password {boutique.PASSWORD}")
        self.stdout.write("Customers log in by a code that is mailed to them:")
        for person, who in [
            (NEW, "new, has not ordered yet"),
            (REGULAR, "regular, has points and a voucher"),
            (CLOSE, "has spent nearly 500 €"),
        ]:
            self.stdout.write(f"  {person.email:32} {who}")
