"""All calls of version 1 under one roof."""

import json
from decimal import Decimal
from typing import Any, Never

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from api.views import (
    batch,
    customers,
    events,
    facts,
    gift_cards,
    grants,
    programme,
    quotes,
    stored_facts,
    tiers,
    wishlists,
)


class ExactParser(Parser):
    """JSON as RFC 8259 has it, in UTF-8. Numbers with decimals stay exact."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(
            request.body.decode(), parse_float=Decimal, parse_constant=_no_number
        )


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")


class Calls(NinjaAPI):
    def on_exception(self, request: HttpRequest, exc: Any) -> Never:  # noqa: ARG002
        """Up to the door: what wraps a call, a transaction for one, must see it pass."""
        raise exc

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


calls = Calls(
    title=_("Loyalty"),
    version="1",
    description=_(
        "Facts come in, benefits go out. Amounts are decimal text in the shop's currency,"
        " times ISO 8601 with their offset, ids the shop's own. Whatever goes wrong is"
        " told as application/problem+json (RFC 9457) with a stable code."
    ),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=ExactParser(),
)
# Addresses that say more come first: an id may contain a slash.
calls.add_router("", wishlists.router)
calls.add_router("", tiers.router)
calls.add_router("", programme.router)
calls.add_router("", customers.router)
calls.add_router("", grants.router)
calls.add_router("", quotes.router)
calls.add_router("", events.router)
calls.add_router("", gift_cards.router)
calls.add_router("", batch.router)
# Facts are stated and read back at the same addresses.
assert facts.router is stored_facts.router
calls.add_router("", facts.router)
