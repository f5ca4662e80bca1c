"""Many facts in one request, each for itself: a bad one sinks no other."""

from collections.abc import Iterator, Sequence
from itertools import batched, groupby
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.decorators import decorate_view
from pydantic import ValidationError

from api.authentication import ApiRequest, Caller, FactsOrGrantKey, check_scope
from api.idempotency import remember_response
from api.models import ApiKey
from api.parameters import IDEMPOTENCY_KEY
from api.problems import Problem, invalid_payload, problem_of
from api.receiving import receive_fact, taken_order
from api.schemas import calls, facts, order_payloads, responses, statements
from api.views.grants import give
from core.patience import retry_on_deadlock
from programme.actions.many_orders import CHUNK, receive_many
from shop.rules.facts import OrderFact

router = Router(auth=FactsOrGrantKey(), tags=[_("Facts")])

FORMS: dict[str, type[statements.FactPayload]] = {
    "customer": facts.CustomerPayload,
    "group": facts.GroupPayload,
    "category": facts.CategoryPayload,
    "product": facts.ProductPayload,
    "cart": facts.CartPayload,
    "order": order_payloads.OrderPayload,
}


@router.post(
    "/batch",
    response=responses.documented(responses.BatchResponse, 200),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("State up to 1,000 facts"),
    description=_(
        "One result per item, in the same order: its type, id and status, with the answer"
        " that its own call would give, or the problem. Each is taken in on its own."
    ),
)
@decorate_view(remember_response)
def post_batch(request: ApiRequest, body: calls.BatchPayload) -> responses.BatchResponse:
    return responses.BatchResponse(results=list(_results(request.caller, body.items)))


def _results(caller: Caller, items: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """In the order of the items, which are taken in in this order: a later one may need
    what an earlier one has stated.
    """
    read = ((item, _order_of(caller, item)) for item in items)
    for is_order, group in groupby(read, key=lambda pair: pair[1] is not None):
        for run in batched(group, CHUNK):
            if is_order:
                yield from _orders(caller, [(item, fact) for item, fact in run if fact])
            else:
                yield from (_result(caller, item) for item, _fact in run)


def _orders(
    caller: Caller, stated: Sequence[tuple[dict[str, Any], OrderFact]]
) -> Iterator[dict[str, Any]]:
    """Orders that follow each other: together where they can be, else one by one."""
    receipts = receive_many(
        shop=caller.shop,
        orders=[(item["id"], fact) for item, fact in stated],
        author=caller.author,
        now=caller.now,
    )
    for (item, _fact), receipt in zip(stated, receipts, strict=True):
        if receipt is None:
            yield _result(caller, item)
        else:
            answer = taken_order(receipt, caller)
            yield _named(item, answer.status_code, answer.value.model_dump())


def _order_of(caller: Caller, item: Any) -> OrderFact | None:
    """The order that an item states; None for what is none, or cannot be read."""
    if not isinstance(item, dict) or item.get("type") != "order":
        return None
    if ApiKey.Scope.FACTS not in caller.key.scopes:
        return None
    try:
        body = calls.BatchItem.model_validate(item).body
        return order_payloads.OrderPayload.model_validate(body).fact()
    except ValidationError:
        return None


def _result(caller: Caller, item: Any) -> dict[str, Any]:
    try:
        status, told = retry_on_deadlock(_receive, caller, item)
    except ValidationError as error:
        status, told = _refused(invalid_payload(error.errors()))
    except (OperationalError, InterfaceError):
        # Without a database the next ones would fare no better, and an answer that is
        # kept must not say so for a day. What was taken in may be stated again.
        raise
    except Exception as exc:  # noqa: BLE001 -- an item's edge: the next ones go on
        status, told = _refused(problem_of(exc))
    return _named(item, status, told)


def _named(item: Any, status: int, told: dict[str, Any]) -> dict[str, Any]:
    """As the item named itself, even where it cannot be read."""
    payload = item if isinstance(item, dict) else {}
    return {
        **{
            name: payload[name] if isinstance(payload.get(name), str) else None
            for name in ("type", "id")
        },
        "status": status,
        **told,
    }


def _refused(problem: Problem) -> tuple[int, dict[str, Any]]:
    return problem.status, {"problem": problem.document}


def _receive(caller: Caller, item: Any) -> tuple[int, dict[str, Any]]:
    payload = calls.BatchItem.model_validate(item)
    if payload.type == "grant":
        check_scope(caller, ApiKey.Scope.GRANT)
        grant = calls.GrantPayload.model_validate(payload.body).grant()
        given = give(caller, payload.id, grant)
        return given.status_code, given.value.model_dump()
    check_scope(caller, ApiKey.Scope.FACTS)
    statement = FORMS[payload.type].model_validate(payload.body)
    answer = receive_fact(caller, payload.id, statement.fact())
    return answer.status_code, answer.value.model_dump()
