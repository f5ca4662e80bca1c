"""Connect a shop, step by step: look at it, map its states, choose how much of its past
counts, read it. And leave it.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from connectors.actions.access import EVENTS, connector_of
from connectors.actions.pushing.all import withdraw
from connectors.contract import Access, CallsUs, Found, Kind, how_many
from connectors.encryption import decrypt, encrypt
from connectors.kinds import build, kinds
from connectors.models import Connection
from connectors.outgoing import checked_address
from connectors.queries.past import earns_since
from core.errors import Invalid, Refused
from core.money import ZERO
from programme.actions import shop_opening as programme
from shop.models import Order, Shop

State, Past = Connection.State, Connection.Past


class AlreadyConnected(Refused):
    """The shop has a connection, or another shop is connected to this address."""

    code = "already_connected"

    def __init__(self) -> None:
        super().__init__(_("This shop, or this address, is connected already."))


class KeyTooNarrow(Refused):
    """The key lacks rights; ``missing`` names them as the shop does."""

    code = "key_too_narrow"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            _("The key lacks these rights: %(rights)s.") % {"rights": ", ".join(missing)},
            missing=missing,
        )


def connect(
    *,
    shop: Shop,
    kind: str,
    address: str,
    credentials: Mapping[str, str],
    ca_pem: str = "",
    author: str,
    now: datetime,
) -> Connection:
    """Look at the shop and keep what was found, its states mapped as they most likely are.

    Raises AlreadyConnected, KeyTooNarrow, Invalid and what ``outgoing`` raises.
    """
    address = checked_address(address)
    access = Access(
        address=address,
        credentials=credentials,
        zone=shop.zone,
        currency=shop.currency,
        ca_pem=ca_pem,
    )
    found = _fitting(build(kind, access).check(), shop)
    connection = Connection(
        shop=shop,
        kind=kind,
        address=address,
        secrets=encrypt({**credentials, EVENTS: secrets.token_urlsafe(32)}),
        ca_pem=ca_pem,
        author=author,
        created_at=now,
        timezone=shop.timezone,
    )
    _keep(connection, found, now)
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError as error:
        raise AlreadyConnected from error
    return connection


def check(*, connection: Connection, now: datetime) -> Found:
    """Look again. States the shop has since are mapped as they most likely are; what the
    merchant has said of the others stays. Raises as ``connect`` does.
    """
    found = _fitting(connector_of(connection).check(), connection.shop)
    _keep(connection, found, now)
    connection.save(update_fields=["version", "states", "found", "timezone", "checked_at"])
    return found


def renew_key(
    *, connection: Connection, credentials: Mapping[str, str], now: datetime
) -> None:
    """Use another key, once the shop has taken it; what was stopped goes on. Raises as
    ``connect`` does.
    """
    kept = {EVENTS: decrypt(connection.secrets)[EVENTS]}
    connection.secrets = encrypt({**credentials, **kept})
    check(connection=connection, now=now)
    resume(connection)
    connection.save(update_fields=["secrets", "state", "stopped_for"])


def resume(connection: Connection) -> None:
    """Set a stopped connection to where it was: on, or reading the past. Does not save."""
    if connection.state == State.STOPPED:
        connection.state = State.ON if connection.opened_at else State.READING
        connection.stopped_for = ""


def map_states(*, connection: Connection, states: Mapping[str, str]) -> None:
    """Keep which of ours each of the shop's states is. Raises Invalid."""
    unknown = set(states.values()) - set(Order.State.values)
    if unknown:
        raise Invalid(_("There is no such state."), field="states")
    connection.states = {**connection.states, **states}
    connection.save(update_fields=["states"])


def survey(*, connection: Connection, now: datetime) -> None:
    """Count customers, the orders of people with an account, and their money, month by
    month. Orders that are cancelled, or of a state that does not count, are left out.
    """
    months: dict[str, tuple[int, Decimal]] = {}
    orders = 0
    connector = connector_of(connection)
    customers = how_many(connector, Kind.CUSTOMER)
    for page in connector.money(None):
        orders += len(page)
        for money in page:
            state = connection.states.get(money.state)
            if money.customer is None or state in _NOTHING or state is None:
                continue
            month = f"{money.placed_at.astimezone(connection.shop.zone):%Y-%m}"
            count, kept = months.get(month, (0, ZERO))
            months[month] = (count + 1, kept + money.in_shops_currency)
    connection.survey = {
        "at": now.isoformat(),
        "customers": customers,
        "orders": orders,
        "months": {name: [str(n), str(kept)] for name, (n, kept) in months.items()},
    }
    connection.save(update_fields=["survey"])


_NOTHING = {Order.State.PENDING, Order.State.CANCELLED, Order.State.REFUNDED}
_NOTHING |= {Order.State.PAYMENT_ERROR}


@transaction.atomic
def start(*, connection: Connection, past: str, since: date | None, now: datetime) -> None:
    """Read the past; then the connection is on. ``past`` says which of it earns points.

    Raises Invalid.
    """
    if past == Past.SINCE and since is None:
        raise Invalid(_("Say from which day on."), field="past_since")
    connection.past = past
    connection.past_since = since if past == Past.SINCE else None
    connection.created_at = now
    connection.state = State.READING
    connection.save(update_fields=["past", "past_since", "created_at", "state"])
    if day := earns_since(connection):
        programme.begin_earning(shop=connection.shop, since=day)


def listen(*, connection: Connection) -> None:
    """Have the shop call us, if it can. Raises what ``outgoing`` raises."""
    connector = connector_of(connection)
    if isinstance(connector, CallsUs):
        secret = decrypt(connection.secrets)[EVENTS]
        connector.listen(events_address(connection), secret)


def events_address(connection: Connection) -> str:
    path = reverse("connectors:events", args=[connection.public])
    return f"{settings.BASE_URL}{path}"


def disconnect(
    *,
    connection: Connection,
    clock: Callable[[], datetime],
    force: bool = False,
) -> tuple[int, int]:
    """Take unused codes out of the shop, put customers back into their own groups, forget
    the key. Returns how many of each. ``force``: leave the shop as it is, where it cannot
    be reached.

    Raises what ``outgoing`` raises; then nothing has ended.
    """
    until = clock() + timedelta(hours=1)
    done = (0, 0) if force else withdraw(connection=connection, clock=clock, until=until)
    connection.state, connection.stopped_for = State.ENDED, ""
    connection.ended_at = clock()
    # What opens the shop is kept no longer than it is needed.
    connection.secrets = encrypt({})
    connection.save(update_fields=["state", "stopped_for", "ended_at", "secrets"])
    return done


def _fitting(found: Found, shop: Shop) -> Found:
    if found.missing:
        raise KeyTooNarrow(found.missing)
    if found.currency and found.currency != shop.currency:
        raise Invalid(
            _("This shop counts in %(ours)s; the connected one in %(theirs)s.")
            % {"ours": shop.currency, "theirs": found.currency},
            field="address",
        )
    return found


def _keep(connection: Connection, found: Found, now: datetime) -> None:
    guessed = {state.id: state.guess for state in found.states}
    connection.version = found.version[:40]
    connection.states = {**guessed, **connection.states}
    connection.checked_at = now
    if found.timezone in available_timezones():
        connection.timezone = ZoneInfo(found.timezone).key
    connection.found = {
        "excess": list(found.excess),
        "clock_off": round((found.clock - now).total_seconds()) if found.clock else None,
        "prices_with_tax": found.prices_with_tax,
        "tax_on_codes": f"{found.tax_on_codes.normalize():f}",
        "states": [[state.id, state.name] for state in found.states],
    }


def kind_name(connection: Connection) -> str:
    """Name the kind of shop; by its code where its package is no longer there."""
    kind = kinds().get(connection.kind)
    return kind.name if kind else connection.kind
