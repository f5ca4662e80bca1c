"""Money, points, percentages and days as a French, or English, reader expects them.

Babel's figures hold the right spaces: « 1 234,50 € » has U+202F and U+00A0. The minus
is the true one, and the first of a month « 1er mai 2026 ».
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from babel import Locale, dates, numbers
from babel.lists import format_list
from django import template
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import days

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# A European shop writes « 1 May 2026 » in English, not « May 1, 2026 ».
LOCALES = {"fr": "fr", "en": "en_GB"}


def _locale() -> str:
    return LOCALES.get((get_language() or "fr")[:2], "fr")


def _true_minus(figure: str) -> str:
    return figure.replace("-", "\N{MINUS SIGN}")


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    if amount is None:
        return ""
    return _true_minus(numbers.format_currency(amount, currency, locale=_locale()))


@register.filter
def symbol(currency: str) -> str:
    """« € », to stand beside a field."""
    return numbers.get_currency_symbol(currency, locale=_locale())


@register.filter
def unit_money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Return an amount with all the decimals it has, two at least: « 0,0125 € »."""
    if amount is None:
        return ""
    figure = numbers.format_currency(
        amount,
        currency,
        format=f"#,##0.00####{NO_BREAK_SPACE}¤" if _locale() == "fr" else "¤#,##0.00####",
        currency_digits=False,
        locale=_locale(),
    )
    return _true_minus(figure)


@register.filter
def number(count: int | Decimal) -> str:
    return _true_minus(numbers.format_decimal(count, locale=_locale()))


@register.filter
def percent(value: Decimal) -> str:
    """12.5 is « 12,5 % »."""
    space = NO_BREAK_SPACE if _locale() == "fr" else ""
    pattern = f"#,##0.##{space}%"
    figure = numbers.format_percent(value / 100, format=pattern, locale=_locale())
    return _true_minus(figure)


@register.filter
def points(count: int) -> str:
    """« 0 point », « 1 point », « 1 234 points »."""
    return ngettext("%(number)s point", "%(number)s points", count) % {
        "number": number(count)
    }


@register.filter
def signed(count: int) -> str:
    """+5, and −5 with the true minus sign."""
    return f"+{number(count)}" if count > 0 else number(count)


@register.filter
def together(words: Sequence[str]) -> str:
    """« A, B et C »."""
    return format_list(words, locale=_locale())


@register.filter
def either(words: Sequence[str]) -> str:
    """« A, B ou C »."""
    return format_list(words, style="or", locale=_locale())


@register.filter
def day(when: date) -> str:
    """« 1er mai 2026 », of an instant in the time zone that is active."""
    if isinstance(when, datetime):
        when = timezone.localtime(when).date()
    text = dates.format_date(when, "long", locale=_locale())
    return f"1er{text[1:]}" if text.startswith("1 ") and _locale() == "fr" else text


@register.filter
def moment(when: datetime) -> str:
    """« 1er mai 2026 à 08:00 », in the time zone that is active."""
    local = timezone.localtime(when)
    return _("%(day)s at %(time)s") % {"day": day(local), "time": f"{local:%H:%M}"}


@register.filter
def country(code: str) -> str:
    """By its name; a code that names none stays as it is."""
    return str(Locale.parse(_locale()).territories.get(code, code))


@register.filter
def last_day(close: datetime) -> date:
    """Return the last day before a midnight: what ends at that of 10 August is good until
    9.
    """
    return days.last_day(close, timezone.get_current_timezone())
