"""What the commands that take in a file of a shop have in common."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import Refused
from shop.models import Shop

# So many refusals are printed.
SHOWN = 20


class ImportCommand(BaseCommand):
    """A command with FILE and --shop; what refuses the whole file is its error."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, help="its code")

    def handle(self, *_args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(code=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop “{options['shop']}”.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        source = {"shop": shop, "path": options["file"]}
        try:
            self.take_in(source | {"author": "system", "now": timezone.now()}, options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def take_in(self, given: dict[str, Any], options: dict[str, Any]) -> None:
        """Import and print what came of it. ``given``: shop, path, author and now."""
        raise NotImplementedError
