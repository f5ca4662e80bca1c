"""manage.py load_demo: a believable shop to try the product on."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import Refused
from demo_shop.demo.filling import MERCHANT, PASSWORD, open_demo
from demo_shop.demo.people import CLOSE, FRIEND, NEW, REGULAR
from demo_shop.facts import page_url


class Command(BaseCommand):
    help = "Open the demo shop (once) and print its log-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        # One log line per API call would bury what is printed.
        logging.disable(logging.INFO)
        try:
            shop = open_demo(now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(f"Shop      {shop.name}, {page_url('home', shop.code)}")
        self.stdout.write(f"Merchant  {MERCHANT}  password {PASSWORD}")
        self.stdout.write("Customers log in by a code that is mailed to them:")
        for person, who in [
            (NEW, "new, has not ordered yet"),
            (REGULAR, "regular, has points and a voucher"),
            (CLOSE, "has spent nearly 500 €"),
            (FRIEND, "friend of the house, 5 % off"),
        ]:
            self.stdout.write(f"  {person.email:32} {who}")
