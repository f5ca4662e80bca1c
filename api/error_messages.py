"""What is wrong with a value, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# By the type of the error: pydantic's own, and those of api.schemas.fields.
SENTENCES = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("A text is needed."),
    "string_too_short": gettext_lazy("This cannot be empty."),
    "string_too_long": gettext_lazy("At most %(max_length)d characters."),
    "string_pattern_mismatch": gettext_lazy("This text does not have the form it needs."),
    "string_unicode": gettext_lazy("This text is not valid Unicode."),
    "int_type": gettext_lazy("A whole number is needed."),
    "bool_type": gettext_lazy("true or false is needed."),
    "greater_than_equal": gettext_lazy("At least %(ge)s."),
    "less_than_equal": gettext_lazy("At most %(le)s."),
    "decimal_type": gettext_lazy("A plain decimal number is needed, such as “12.50”."),
    "amount": gettext_lazy("A plain decimal number is needed, such as “12.50”."),
    "decimal_max_digits": gettext_lazy("This number has too many digits."),
    "decimal_whole_digits": gettext_lazy("This number is too large."),
    "decimal_max_places": gettext_lazy("At most %(decimal_places)d decimals."),
    "enum": gettext_lazy("One of these is needed: %(expected)s."),
    "literal_error": gettext_lazy("One of these is needed: %(expected)s."),
    "list_type": gettext_lazy("A list is needed."),
    "tuple_type": gettext_lazy("A list is needed."),
    "too_long": gettext_lazy("At most %(max_length)d of them."),
    "dict_type": gettext_lazy("An object is needed."),
    "model_type": gettext_lazy("An object is needed."),
    "instant": gettext_lazy("A time is needed, such as 2026-05-01T10:12:44+02:00."),
    "instant_offset": gettext_lazy("The time needs its offset, such as +02:00 or Z."),
    "day": gettext_lazy("A date is needed, such as 1990-05-31."),
    "year": gettext_lazy("The year must be between %(first)d and %(last)d."),
    "email": gettext_lazy("This is not an e-mail address."),
    "address": gettext_lazy("This is not a web address (http or https)."),
}


def error_messages(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Field paths as the caller named them (lines.0.quantity), each with its message."""
    return [
        {"field": ".".join(map(str, error["loc"])), "message": _message(error)}
        for error in errors
    ]


def _message(error: Mapping[str, Any]) -> str:
    sentence = SENTENCES.get(error["type"])
    if sentence is None:
        return _("This value cannot be taken.")
    context = dict(error.get("ctx", {}))
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", ", ")
    return str(sentence % context)
