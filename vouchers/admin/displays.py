"""What ends with a day is told by that day, not by the midnight that closes it."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.days import last_day
from core.templatetags.typography import day


class ValidUntilDisplay:
    """For rows of a shop with an instant ``valid_until``."""

    @admin.display(description=_("valid until"), ordering="valid_until")
    def last(self, row: Any) -> str:
        return day(last_day(row.valid_until, row.shop.zone))
