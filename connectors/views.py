"""Where connected shops call."""

from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors import tasks
from connectors.actions import events as connectors
from connectors.contract import BadSignature, ShopEvent
from connectors.models import Connection
from connectors.rules import LARGEST_EVENT

_HEARD = [Connection.State.READING, Connection.State.ON]


@csrf_exempt
@require_POST
def events(request: HttpRequest, public: UUID) -> HttpResponse:
    """202 at once; what is to be read is read by a worker."""
    rows = Connection.objects.select_related("shop").filter(state__in=_HEARD)
    connection = rows.filter(public=public).first()
    if connection is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    if int(request.headers.get("Content-Length") or 0) > LARGEST_EVENT:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    headers = {name.lower(): value for name, value in request.headers.items()}
    event = ShopEvent(headers, request.body)
    try:
        with transaction.atomic():
            new = connectors.hear(connection=connection, event=event, now=timezone.now())
            if new:
                transaction.on_commit(lambda: tasks.read_pending.delay(connection.pk))
    except BadSignature:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    return HttpResponse(status=HTTPStatus.ACCEPTED)
