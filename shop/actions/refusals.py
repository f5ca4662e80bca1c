"""What the shop's statements are refused for."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.errors import Refused

# By what was looked for; each named, so that nobody has to guess which id was wrong.
_UNKNOWN: Mapping[str, StrOrPromise] = {
    "": gettext_lazy("Nothing is known under “%(id)s”."),
    "cart": gettext_lazy("No cart is known under “%(id)s”."),
    "category": gettext_lazy("No category is known under “%(id)s”."),
    "customer": gettext_lazy("No customer is known under “%(id)s”."),
    "group": gettext_lazy("No customer group is known under “%(id)s”."),
    "order": gettext_lazy("No order is known under “%(id)s”."),
    "product": gettext_lazy("No product is known under “%(id)s”."),
    "webhook": gettext_lazy("No webhook is known under “%(id)s”."),
    "wish": gettext_lazy("The product “%(id)s” is on none of the customer’s lists."),
}


class CurrencyMismatch(Refused):
    code = "currency_mismatch"

    def __init__(self, *, given: str, expected: str) -> None:
        super().__init__(
            _("This shop counts in %(shop)s; the amounts are in %(given)s.")
            % {"shop": expected, "given": given},
            given=given,
            expected=expected,
        )


class UnknownId(Refused):
    """There is nothing under this id; ``kind`` is what was looked for."""

    code = "unknown"

    def __init__(self, external_id: str, kind: str = "") -> None:
        sentence = _UNKNOWN.get(kind, _UNKNOWN[""]) % {"id": external_id}
        super().__init__(sentence, **({"kind": kind} if kind else {}))
