"""Money, points and percentages as a French, or English, reader expects them.

Babel's figures hold the right spaces: « 1 234,50 € » has U+202F and U+00A0.
"""

from decimal import Decimal

from babel import numbers
from django import template
from django.utils.translation import get_language, ngettext

register = template.Library()


def _language() -> str:
    return (get_language() or "fr").replace("-", "_").split("_")[0]


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    if amount is None:
        return ""
    return numbers.format_currency(amount, currency, locale=_language())


@register.filter
def number(count: int) -> str:
    return numbers.format_decimal(count, locale=_language())


@register.filter
def percent(value: Decimal) -> str:
    """12.5 is « 12,5 % »."""
    return numbers.format_percent(
        value / 100,
        format="#,##0.## %" if _language() == "fr" else "#,##0.##%",
        locale=_language(),
    )


@register.filter
def points(count: int) -> str:
    """« 0 point », « 1 point », « 1 234 points »."""
    return ngettext("%(number)s point", "%(number)s points", count) % {
        "number": number(count)
    }


@register.filter
def signed(count: int) -> str:
    """+5, and −5 with the true minus sign."""
    return (
        f"+{number(count)}" if count > 0 else number(count).replace("-", "\N{MINUS SIGN}")
    )
