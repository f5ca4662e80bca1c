"""All movements of a customer's points, as a file that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import batched
from typing import TYPE_CHECKING

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from points import queries as points
from portal.views.access import for_customer
from shop.models import Customer

if TYPE_CHECKING:
    from points.models import Movement

CHUNK = 500
# A cell that begins like this is a formula to a spreadsheet, and formulas can do harm.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@for_customer
def statement(_request: HttpRequest, customer: Customer, /) -> StreamingHttpResponse:
    """Oldest first. It is written while it is sent, whatever the length."""
    language = get_language() or "fr"
    day = timezone.localdate().isoformat()
    name = _("points-statement-%(shop)s-%(day)s") % {"shop": customer.shop.code, "day": day}
    answer = StreamingHttpResponse(
        _chunks(customer, language), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _chunks(customer: Customer, language: str) -> Iterator[str]:
    """The page's language and time zone are gone when this runs: a chunk sets its own."""
    movements = points.movements(customer).order_by("number").iterator(chunk_size=CHUNK)
    with override(language):
        yield BYTE_ORDER_MARK + written([_headers()], language)
    for chunk in batched(movements, CHUNK):
        with override(language), timezone.override(customer.shop.zone):
            text = written(map(_row, chunk), language)
        yield text


def _headers() -> list[str]:
    return [_("Date"), _("Cause"), _("Order"), _("Points"), _("Balance")]


def _row(movement: "Movement") -> list[str | int]:
    told = get_template("components/movement.html").render({"movement": movement})
    day, order = timezone.localtime(movement.happened_at), movement.order
    return [
        f"{day:%Y-%m-%d}" if get_language() == "en" else f"{day:%d/%m/%Y}",
        " ".join(unescape(told).split()),
        str(order) if order else "",
        movement.points,
        movement.balance,
    ]


def written(rows: Iterable[Sequence[str | int]], language: str) -> str:
    """A French spreadsheet parts cells at semicolons. Figures stay figures."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter="," if language == "en" else ";")
    sheet.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
