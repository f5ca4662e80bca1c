"""What the shop's statements are refused for."""

from django.utils.translation import gettext as _

from core.errors import Refused


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
    """There is nothing under this id."""

    code = "unknown"

    def __init__(self, external_id: str) -> None:
        super().__init__(_("Nothing is known under “%(id)s”.") % {"id": external_id})
