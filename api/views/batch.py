"""Many facts in one request, each for itself: a bad one sinks no other."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.decorators import decorate_view
from pydantic import ValidationError

from api import forms
from api.views import answers
from api.views.callers import ApiRequest, Caller, Facts
from api.views.door import with_patience
from api.views.facts import take_in
from api.views.once import remembered
from api.views.parameters import IDEMPOTENCY_KEY
from api.views.problems import Problem, problem_of, unfit

router = Router(auth=Facts(), tags=[_("Facts")])

FORMS: dict[str, type[forms.Statement]] = {
    "customer": forms.CustomerForm,
    "group": forms.GroupForm,
    "category": forms.CategoryForm,
    "product": forms.ProductForm,
    "cart": forms.CartForm,
    "order": forms.OrderForm,
}


@router.post(
    "/batch",
    response=answers.declared(answers.BatchAnswer, 200),
    openapi_extra=IDEMPOTENCY_KEY,
    summary=_("State up to 1,000 facts"),
    description=_(
        "One result per item, in the same order: its type, id and status, with the answer"
        " that its own call would give, or the problem. Each is taken in on its own."
    ),
)
@decorate_view(remembered)
def post_batch(request: ApiRequest, body: forms.BatchForm) -> answers.BatchAnswer:
    return answers.BatchAnswer(
        results=[_result(request.caller, item) for item in body.items]
    )


def _result(caller: Caller, item: Any) -> dict[str, Any]:
    try:
        status, told = with_patience(_take_in, caller, item)
    except ValidationError as error:
        status, told = _refused(unfit(error.errors()))
    except (OperationalError, InterfaceError):
        # Without a database the next ones would fare no better, and an answer that is
        # kept must not say so for a day. What was taken in may be stated again.
        raise
    except Exception as exc:  # noqa: BLE001 -- an item's edge: the next ones go on
        status, told = _refused(problem_of(exc))
    return {**_named(item), "status": status, **told}


def _refused(problem: Problem) -> tuple[int, dict[str, Any]]:
    return problem.status, {"problem": problem.document}


def _take_in(caller: Caller, item: Any) -> tuple[int, dict[str, Any]]:
    said = forms.ItemForm.model_validate(item)
    statement = FORMS[said.type].model_validate(said.body)
    answer = take_in(caller, said.id, statement.fact())
    return answer.status_code, answer.value.model_dump()


def _named(item: Any) -> dict[str, str | None]:
    """As the item named itself, even where it cannot be read."""
    said = item if isinstance(item, dict) else {}
    return {
        name: said[name] if isinstance(said.get(name), str) else None
        for name in ("type", "id")
    }
