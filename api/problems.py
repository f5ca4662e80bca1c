"""Errors as problem documents (RFC 9457), each with a stable code."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, JsonResponse, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from api.codes.index import page_of
from api.error_messages import error_messages
from core.errors import Invalid, Refused
from shop.actions.refusals import UnknownId

PROBLEM = "application/problem+json"

log = logging.getLogger(__name__)

TITLES = {
    400: _("The request cannot be read"),
    401: _("A key is needed"),
    403: _("The key does not allow this"),
    404: _("Nothing is there"),
    405: _("Not that way"),
    409: _("A rule says no"),
    413: _("The body is too large"),
    415: _("The body cannot be read"),
    422: _("A value cannot be taken"),
    429: _("Too many requests"),
    500: _("Something broke on our side"),
    503: _("Out of order for a moment"),
}


@dataclass
class Problem(Exception):  # noqa: N818 -- RFC 9457 calls it so
    """An error response. ``details`` are figures beside the message."""

    status: int
    code: str
    detail: str | Promise
    errors: list[dict[str, str]] = field(default_factory=list)
    details: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        return {
            **self.details,
            "type": f"{settings.BASE_URL}{page_of(self.code)}",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            **({"errors": self.errors} if self.errors else {}),
        }

    @property
    def response(self) -> JsonResponse:
        return JsonResponse(
            self.document,
            encoder=DjangoJSONEncoder,
            status=self.status,
            headers=dict(self.headers),
            content_type=PROBLEM,
        )


def problem_of(exc: Exception) -> Problem:
    return _foreseen(exc) or _unreadable(exc) or _broken(exc)


def _foreseen(exc: Exception) -> Problem | None:  # noqa: PLR0911 -- a table
    match exc:
        case Problem():
            return exc
        case UnknownId():
            return Problem(404, exc.code, str(exc), details=exc.details)
        case Invalid():
            details = dict(exc.details)
            error = {"field": str(details.pop("field")), "message": str(exc)}
            return Problem(422, exc.code, str(exc), errors=[error], details=details)
        case Refused():
            return Problem(409, exc.code, str(exc), details=exc.details)
        case ValidationError():
            return invalid_payload(
                [{**each, "loc": _named(each["loc"])} for each in exc.errors]
            )
        case Http404():
            return Problem(404, "not_found", _("There is no such address."))
    return None


def _named(loc: Sequence[str | int]) -> Sequence[str | int]:
    """Without the framework's own first words: where it read, and our argument's name."""
    return loc[2:] if loc[0] == "body" else loc[1:]


def invalid_payload(errors: list[Any]) -> Problem:
    """From pydantic's own list of what is wrong, field by field."""
    detail = _("Some values are missing or cannot be taken: see “errors”.")
    return Problem(422, "invalid", detail, errors=error_messages(errors))


def _unreadable(exc: Exception) -> Problem | None:
    match exc:
        case RequestDataTooBig():
            return Problem(413, "body_too_large", _("A body holds at most 1 MiB."))
        case HttpError():
            return Problem(400, "malformed_json", _("The body is not JSON."))
        case SuspiciousOperation() | UnreadablePostError():
            return Problem(400, "malformed_request", _("The request cannot be read."))
        case DataError():
            log.warning("A value did not fit its column", exc_info=exc)
            return Problem(422, "out_of_range", _("A number is too large to be kept."))
    return None


def _broken(exc: Exception) -> Problem:
    if isinstance(exc, OperationalError | InterfaceError):
        log.error("The database did not answer", exc_info=exc)
        # Lost between the commit and its receipt, a call may have been done.
        detail = _("We cannot say whether it was done. Make the same call again.")
        return Problem(503, "unavailable", detail, headers={"Retry-After": "5"})
    log.error("Unexpected", exc_info=exc)
    return Problem(500, "unexpected", _("Nothing has been taken in. We have been told."))
