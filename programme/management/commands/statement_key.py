"""manage.py statement_key"""

from typing import Any

from django.core.management.base import BaseCommand

from core.signing import public_key


class Command(BaseCommand):
    help = "The public key under which statements of points are signed, to be published."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(public_key())
