"""Vouchers of a batch, as a file that a spreadsheet opens."""

from collections.abc import Iterator
from itertools import batched

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core import spreadsheet
from core.days import last_day
from vouchers.models import VoucherBatch
from vouchers.phrases.conditions import gives
from vouchers.queries.usable import made_in

CHUNK = 2_000


def rows_of(batch: VoucherBatch) -> Iterator[bytes]:
    """In the language that is active now, and by the shop's clock, bit by bit."""
    language = get_language() or "fr"
    head = [
        _("Code"),
        _("Id in the shop"),
        _("E-mail"),
        _("Customer"),
        _("Worth"),
        _("Valid until"),
        _("State"),
    ]
    return _rows(batch, head, language)


def _rows(batch: VoucherBatch, head: list[str], language: str) -> Iterator[bytes]:
    yield spreadsheet.BEGINNING + spreadsheet.lines([head])
    rows = made_in(batch).iterator(chunk_size=CHUNK)
    for chunk in batched(rows, CHUNK):
        # A page in another language may have been made in this thread meanwhile.
        with override(language):
            lines = []
            for row in chunk:
                whose = row.customer
                cells: list[object] = [
                    row.code,
                    whose and whose.external_id,
                    whose and whose.email,
                    str(whose) if whose else None,
                    gives(row, row.shop.currency),
                    last_day(row.valid_until, row.shop.zone),
                    row.state_at(timezone.now()).label,
                ]
                lines.append([spreadsheet.written(each) for each in cells])
        yield spreadsheet.lines(lines)
