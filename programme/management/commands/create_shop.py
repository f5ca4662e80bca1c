"""manage.py create_shop CODE --name "La Boutique" --currency EUR …"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import Refused
from programme.actions import shop_opening as programme


class Command(BaseCommand):
    help = "Open a shop. Its programme works at once, with the usual numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="its place in addresses: letters, digits, -")
        parser.add_argument("--name", required=True)
        parser.add_argument("--currency", default="EUR", help="ISO 4217")
        parser.add_argument("--timezone", default="Europe/Paris")
        parser.add_argument("--language", default="fr", choices=["fr", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shop = programme.open_shop(
                code=options["code"],
                name=options["name"],
                currency=options["currency"],
                timezone=options["timezone"],
                language=options["language"],
                author="system",
                now=timezone.now(),
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{shop.code}: {shop.name}")
