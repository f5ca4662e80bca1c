"""manage.py create_api_key --shop CODE --name "PrestaShop" [--scopes facts,read]"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from api import actions as api_actions
from api.models import ApiKey
from core.errors import Refused
from shop.models import Shop


class Command(BaseCommand):
    help = "Make a key for the HTTP API. It is printed once, alone, and kept nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", required=True, help="the shop's code")
        parser.add_argument("--name", required=True, help="who will use it")
        parser.add_argument(
            "--scopes",
            default=",".join(ApiKey.Scope.values),
            help="comma separated; all unless told otherwise",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        scopes = [each.strip() for each in options["scopes"].split(",")]
        try:
            key, token = api_actions.create_key(
                shop=shop, name=options["name"], scopes=scopes, now=timezone.now()
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stderr.write(f"Key “{key.name}” of {shop}: {', '.join(key.scopes)}.")
        self.stdout.write(token)
