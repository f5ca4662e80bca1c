"""manage.py nightly: the beat's night, by hand."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programme import actions as programme


class Command(BaseCommand):
    help = "Write down what the clock has brought about since the last run."

    def handle(self, *args: Any, **options: Any) -> None:
        done: Counter[str] = Counter(dict.fromkeys(programme.NIGHT, 0))
        for step, rows in programme.night(now=timezone.now()):
            done[step] += rows
        for step, rows in done.items():
            self.stdout.write(f"{step}: {rows}")
