"""Idempotency-Key: repeat a call, get the same response, and nothing happens twice."""

import hashlib
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
from api.authentication import authenticate
from api.models import StoredResponse
from api.problems import PROBLEM, Problem, problem_of
from api.schemas.responses import PROBLEMS
from core.errors import Refused

type ApiCall = Callable[..., HttpResponse]

LONGEST = 255
# What was done, or refused by a rule. Other responses may differ the next time.
LASTING_STATUSES = {200, 201, 409, 422}


def idempotent(run: ApiCall) -> ApiCall:
    """For what must not happen twice: claim, action and response are one transaction."""

    @wraps(run)
    def through(request: HttpRequest, **named: Any) -> HttpResponse:
        name = _name(request)
        if name is None:
            return run(request, **named)
        caller, request_digest = authenticate(request), _fingerprint(request)
        with transaction.atomic():
            claim = api_actions.claim_idempotency_key(
                key=caller.key, idempotency_key=name, request=request_digest, now=caller.now
            )
            if claim.status is not None:
                return _replay(claim, request_digest)
            response = _run(transaction.atomic(run), request, named)
            api_actions.complete_claim(
                claim=claim, status=response.status_code, content=response.text
            )
        return response

    return through


def remember_response(run: ApiCall) -> ApiCall:
    """For what may well happen twice: the response is stored once it is there."""

    @wraps(run)
    def through(request: HttpRequest, **named: Any) -> HttpResponse:
        name = _name(request)
        if name is None:
            return run(request, **named)
        caller, request_digest = authenticate(request), _fingerprint(request)
        stored = api_queries.stored_response(caller.key, name, caller.now)
        if stored:
            return _replay(stored, request_digest)
        response = _run(run, request, named)
        api_actions.store_response(
            key=caller.key,
            idempotency_key=name,
            request=request_digest,
            status=response.status_code,
            content=response.text,
            now=caller.now,
        )
        return response

    return through


def _name(request: HttpRequest) -> str | None:
    name = request.headers.get("Idempotency-Key")
    if name is not None and (not 1 <= len(name) <= LONGEST or "\0" in name):
        message = _("Between 1 and %(longest)d characters.") % {"longest": LONGEST}
        error = {"field": "Idempotency-Key", "message": message}
        raise Problem(422, "invalid", message, errors=[error])
    # A shop may make its keys of anything, an address too: only the digest is stored.
    return name and hashlib.sha256(name.encode()).hexdigest()


def _fingerprint(request: HttpRequest) -> bytes:
    return rules.fingerprint(request.method or "", request.get_full_path(), request.body)


def _replay(stored: StoredResponse, request_digest: bytes) -> HttpResponse:
    if bytes(stored.request) != request_digest:
        raise Problem(
            422,
            "idempotency_key_reused",
            _("This Idempotency-Key has been used for another call."),
        )
    assert stored.status is not None, "only completed responses are stored"
    return HttpResponse(
        stored.content,
        status=stored.status,
        content_type=PROBLEM if stored.status in PROBLEMS else "application/json",
        headers={"Idempotent-Replayed": "true"},
    )


def _run(run: ApiCall, request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    """Run the call and return its response, lasting refusals included.

    Raises: whatever is not to be stored, as it came.
    """
    try:
        response = run(request, **named)
    except (Refused, ValidationError, Problem) as exc:
        response = problem_of(exc).response
        if response.status_code not in LASTING_STATUSES:
            raise
    return response
