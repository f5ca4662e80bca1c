"""What the page of a connection shows, by the state it is in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from connectors.actions.access import connector_of
from connectors.forms import KeyForm, NewAddressForm, PastForm, StatesForm
from connectors.kinds import kinds
from connectors.models import Connection, PushedCode
from connectors.phrases import kind_named, limits, list_named, why_unequal
from connectors.queries.health import complaints, latest_reconciliation
from connectors.queries.past import owed_by_year
from core.errors import Refused
from core.templatetags.typography import money

State = Connection.State


def draft(connection: Connection) -> dict[str, Any]:
    """What was found, and what is to be confirmed before anything counts."""
    now, survey = timezone.now(), connection.survey
    return {
        "complaints": complaints(connection, now),
        "states": StatesForm(None, connection=connection),
        "past": PastForm(),
        "owed": owed_by_year(connection, now) if survey else None,
        # Orders of nobody with an account have no month: then there is no first year.
        "first_year": min(survey.get("months") or [""])[:4],
        "currency": connection.shop.currency,
    }


def reading(connection: Connection) -> dict[str, Any]:
    """A bar for each list."""
    rows = connection.cursors.exclude(feed__startswith="sweep").order_by("pk")
    return {"cursors": [(list_named(row.feed), row) for row in rows]}


def on(connection: Connection) -> dict[str, Any]:
    """How the connection is, and the shop's money beside the books."""
    latest = latest_reconciliation(connection)
    lines = latest.lines if latest else []
    parked = connection.pending.filter(due_at=None).order_by("-asked_at")[:50]
    rows = PushedCode.objects.filter(connection=connection)
    waiting = rows.exclude(task="")
    try:
        cannot = limits(connector_of(connection))
    except Refused:
        # Its key cannot be read any more; that is among the complaints.
        cannot = []
    return {
        "complaints": complaints(connection, timezone.now()),
        "cursors": [
            (list_named(row.feed), row) for row in connection.cursors.order_by("pk")
        ],
        "parked": [(kind_named(row.kind), row) for row in parked],
        "limits": cannot,
        "codes": {
            "pushed": rows.exclude(external_id="").count(),
            "waiting": waiting.exclude(due_at=None).count(),
            "refused": waiting.filter(due_at=None).count(),
        },
        "latest": latest,
        "unequal": [unequal(line, connection.shop.currency) for line in lines[:50]],
        "address": NewAddressForm(),
    }


def unequal(line: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """An order that differs, in words."""
    ours = line["ours"]
    return {
        "order": line["order"],
        "ours": "–" if ours is None else money(Decimal(ours), currency),
        "shops": money(Decimal(line["shops"]), currency),
        "why": why_unequal(line["why"]),
    }


def stopped(connection: Connection) -> dict[str, Any]:
    """The form for another key; none where the kind of shop is no longer offered."""
    kind = kinds().get(connection.kind)
    return {"form": KeyForm(None, kind=kind) if kind else None, "address": NewAddressForm()}


# One that has ended shows nothing but that.
PAGES = {
    State.DRAFT: draft,
    State.READING: reading,
    State.ON: on,
    State.STOPPED: stopped,
}
