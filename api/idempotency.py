"""Idempotency-Key: the same call again is told the same, and does nothing more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from api import actions as api_actions
from api import queries as api_queries
from api import rules
from api.authentication import Caller, authenticate
from api.models import StoredResponse
from api.problems import PROBLEM, Problem, problem_of
from api.schemas.responses import PROBLEMS
from core.errors import Refused

type ApiCall = Callable[..., HttpResponse]

LONGEST = 255
# What was done, or refused by a rule. Anything else may turn out otherwise next time.
_LASTING = {200, 201, 409, 422}


def idempotent(run: ApiCall) -> ApiCall:
    """For what must not happen twice: claim, action and answer are one transaction."""

    @wraps(run)
    def through(request: HttpRequest, **named: Any) -> HttpResponse:
        name = _name(request)
        if name is None:
            return run(request, **named)
        caller, asked = authenticate(request), _fingerprint(request)
        with transaction.atomic():
            claim = api_actions.claim_idempotency_key(
                key=caller.key, idempotency_key=name, request=asked, now=caller.now
            )
            if claim.status is not None:
                return _again(claim, asked)
            response = _told(transaction.atomic(run), request, named)
            api_actions.complete_claim(
                claim=claim, status=response.status_code, content=response.text
            )
        return response

    return through


def remember_response(run: ApiCall) -> ApiCall:
    """For what may well happen twice: the answer is kept once it is there."""

    @wraps(run)
    def through(request: HttpRequest, **named: Any) -> HttpResponse:
        name = _name(request)
        if name is None:
            return run(request, **named)
        caller, asked = authenticate(request), _fingerprint(request)
        given = api_queries.stored_response(caller.key, name, caller.now)
        if given:
            return _again(given, asked)
        response = _told(run, request, named)
        _remember(caller, name, asked, response)
        return response

    return through


def _remember(caller: Caller, name: str, asked: bytes, response: HttpResponse) -> None:
    api_actions.store_response(
        key=caller.key,
        idempotency_key=name,
        request=asked,
        status=response.status_code,
        content=response.text,
        now=caller.now,
    )


def _name(request: HttpRequest) -> str | None:
    name = request.headers.get("Idempotency-Key")
    if name is not None and (not 1 <= len(name) <= LONGEST or "\0" in name):
        message = _("Between 1 and %(longest)d characters.") % {"longest": LONGEST}
        error = {"field": "Idempotency-Key", "message": message}
        raise Problem(422, "invalid", message, errors=[error])
    return name


def _fingerprint(request: HttpRequest) -> bytes:
    return rules.fingerprint(request.method or "", request.get_full_path(), request.body)


def _again(given: StoredResponse, asked: bytes) -> HttpResponse:
    if bytes(given.request) != asked:
        raise Problem(
            422,
            "idempotency_key_reused",
            _("This Idempotency-Key has been used for another call."),
        )
    assert given.status is not None, "a claim is never seen from outside"
    return HttpResponse(
        given.content,
        status=given.status,
        content_type=PROBLEM if given.status in PROBLEMS else "application/json",
        headers={"Idempotent-Replayed": "true"},
    )


def _told(run: ApiCall, request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    """The answer, refusals included; what is not to last goes on as it came."""
    try:
        response = run(request, **named)
    except (Refused, ValidationError, Problem) as exc:
        response = problem_of(exc).response
        if response.status_code not in _LASTING:
            raise
    return response
