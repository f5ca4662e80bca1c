"""manage.py load_demo: a believable shop to try the product on."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import Refused
from demo_shop import demo
from demo_shop.facts import page_url


class Command(BaseCommand):
    help = "Open the demo shop (once) and print its log-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        # One log line per API call would bury what is printed.
        logging.disable(logging.INFO)
        try:
            shop = demo.open_demo(now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(f"Shop      {shop.name}, {page_url('home', shop.code)}")
        self.stdout.write(f"Merchant  {demo.MERCHANT}  password {demo.PASSWORD}")
        self.stdout.write("Customers log in by a code that is mailed to them:")
        for person, who in [
            (demo.NEW, "new, has not ordered yet"),
            (demo.REGULAR, "regular, has points and a voucher"),
            (demo.CLOSE, "has spent nearly 500 €"),
            (demo.FRIEND, "friend of the house, 5 % off"),
        ]:
            self.stdout.write(f"  {person.email:32} {who}")
