"""manage.py send_mails: all mails that are due, by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mailing.actions.sending import send_due


class Command(BaseCommand):
    help = "Send the mails that are due. What cannot go now stays due."

    def handle(self, *args: Any, **options: Any) -> None:
        looked_at = sent = 0
        for batch in send_due(clock=timezone.now):
            looked_at, sent = looked_at + batch.looked_at, sent + batch.sent
            if batch.unreachable:
                self.stderr.write("The mail server is unreachable; the rest stays due.")
        self.stdout.write(f"looked at: {looked_at}, sent: {sent}")
