"""Vouchers as mails show them: a payload with all that its owner has to know."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mailing.mail_types import JSON, BlockPlaceholder
from vouchers.models import Voucher
from vouchers.phrases.conditions import GIVEN_FOR, conditions
from vouchers.queries.scope_names import scope_names_of

VOUCHER_BLOCK = BlockPlaceholder(
    _("the voucher, as a coupon"),
    "voucher",
    {
        "code": "FID-7KQ4M2XD9A",
        "label": "Récompense fidélité",
        "amount": "2.00",
        "valid_until": "2027-01-01T00:00:00+01:00",
        "minimum": "5.00",
        "terms": {},
    },
)


def voucher_payloads(vouchers: Sequence[Voucher]) -> dict[int, JSON]:
    """Answer by primary key what a mail's value holds for each. Queries: 1 at most."""
    goods = scope_names_of(vouchers)
    payloads: dict[int, JSON] = {}
    for row in vouchers:
        # In every language, for the mail is rendered later, in that of its reader.
        terms: dict[str, JSON] = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                terms[code] = [*conditions(row, goods[row.pk]), str(GIVEN_FOR[row.origin])]
        payloads[row.pk] = {
            "code": row.code,
            "label": row.label,
            "amount": None if row.worth is None else str(row.worth),
            "percent": None if row.percent is None else str(row.percent),
            "valid_until": row.valid_until.isoformat(),
            "minimum": str(row.minimum),
            "minimum_excl_tax": row.minimum_excl_tax,
            "terms": terms,
        }
    return payloads
