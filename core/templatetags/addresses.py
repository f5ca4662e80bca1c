"""Addresses that people read."""

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def breakable(address: str) -> SafeString:
    """With places where a line may end: after a slash, not inside a word."""
    parts = re.findall(r"[^/]*/+|[^/]+", address)
    return format_html_join("", "{}<wbr>", ((part,) for part in parts))
