"""All movements of a customer's points, as a file that a spreadsheet opens."""

from collections.abc import Iterator
from html import unescape
from itertools import batched
from typing import TYPE_CHECKING

from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.spreadsheet import BEGINNING, CONTENT_TYPE, lines, written
from points.queries import history as points_history
from points.queries.signed_history import signed_statement as points_statement
from portal.views.guards import for_customer, on_known_device
from shop.models import Customer

if TYPE_CHECKING:
    from points.models import Movement

CHUNK = 500


@for_customer
@on_known_device
def statement(_request: HttpRequest, customer: Customer, /) -> StreamingHttpResponse:
    """Stream all movements, the oldest first: memory does not grow with their number."""
    language = get_language() or "fr"
    day = timezone.localdate().isoformat()
    name = _("points-statement-%(shop)s-%(day)s") % {"shop": customer.shop.code, "day": day}
    answer = StreamingHttpResponse(_chunks(customer, language), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@for_customer
def signed_statement(_request: HttpRequest, customer: Customer, /) -> JsonResponse:
    """All movements with their chain of hashes, signed."""
    document = points_statement(customer, timezone.now())
    day = timezone.localdate().isoformat()
    name = _("points-statement-%(shop)s-%(day)s") % {"shop": customer.shop.code, "day": day}
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def _chunks(customer: Customer, language: str) -> Iterator[bytes]:
    """Yield the file in chunks. The view's language and zone are gone by then: each sets
    them.
    """
    movements = (
        points_history.movements(customer).order_by("number").iterator(chunk_size=CHUNK)
    )
    with override(language):
        headers = [_("Date"), _("Cause"), _("Order"), _("Points"), _("Balance")]
        yield BEGINNING + lines([headers])
    for chunk in batched(movements, CHUNK):
        with override(language), timezone.override(customer.shop.zone):
            content = lines(map(_row, chunk))
        yield content


def _row(movement: "Movement") -> list[str]:
    # No request: codes are hidden on pages of unknown browsers, and the file has its guard.
    values = {"movement": movement, "request": None}
    text = get_template("components/movement.html").render(values)
    order = movement.order
    return [
        written(timezone.localtime(movement.happened_at).date()),
        written(" ".join(unescape(text).split())),
        written(str(order) if order else ""),
        written(movement.points),
        written(movement.balance),
    ]
