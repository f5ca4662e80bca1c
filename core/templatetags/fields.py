"""Fields of forms, where one of them is wrong."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_first_wrong(field: BoundField) -> bool:
    """Whether it is the first of its form to put right: the page begins there."""
    wrong = (name for name in field.form.fields if field.form.has_error(name))
    return field.name == next(wrong, None)


@register.filter
def box(field: BoundField) -> SafeString:
    """Where something is typed or chosen; of those that are wrong, the first is focused."""
    return field.as_widget(attrs={"autofocus": True} if is_first_wrong(field) else {})
