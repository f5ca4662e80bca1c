"""The buttons of a connection's page. Each answers what was done; each raises Refused."""

from collections.abc import Callable, Mapping

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors import actions as connectors
from connectors import tasks
from connectors.forms import KeyForm, NewAddressForm, PastForm, StatesForm
from connectors.kinds import kinds
from connectors.models import Connection
from core.errors import Refused


def survey(_request: HttpRequest, connection: Connection) -> str:
    """Count the shop's customers and orders again."""
    tasks.survey.delay(connection.pk)
    return _("The orders of the shop are being counted.")


def start(request: HttpRequest, connection: Connection) -> str:
    """Keep what the states mean and which past counts, and read the shop."""
    states, past = StatesForm(request.POST, connection=connection), PastForm(request.POST)
    require_valid(states)
    require_valid(past)
    connectors.map_states(connection=connection, states=states.states)
    connectors.start(
        connection=connection,
        past=past.cleaned_data["past"],
        since=past.cleaned_data["past_since"],
        now=timezone.now(),
    )
    tasks.read_past.delay(connection.pk)
    return _("The shop is being read.")


def renew_key(request: HttpRequest, connection: Connection) -> str:
    """Another key for a shop that has refused the last."""
    form = KeyForm(request.POST, kind=kinds()[connection.kind])
    require_valid(form)
    connectors.renew_key(
        connection=connection, credentials=form.credentials, now=timezone.now()
    )
    return _("The shop takes the key: it is connected again.")


def move(request: HttpRequest, connection: Connection) -> str:
    """The shop is at another address now."""
    form = NewAddressForm(request.POST)
    require_valid(form)
    address = form.cleaned_data["address"]
    connectors.move(connection=connection, address=address, now=timezone.now())
    return _("The shop is read at its new address from now on.")


def reconcile(_request: HttpRequest, connection: Connection) -> str:
    """Compare the shop's orders with the books now, not at night."""
    connectors.reconcile(connection=connection, now=timezone.now())
    return _("The shop’s orders were compared with the books.")


def retry(_request: HttpRequest, connection: Connection) -> str:
    """Read again all that was parked."""
    count = connectors.retry_all(connection=connection, now=timezone.now())
    tasks.read_pending.delay(connection.pk)
    return _("%(count)s are tried again.") % {"count": count}


def require_valid(form: Form) -> None:
    """Raises Refused with all that the form finds wrong."""
    if not form.is_valid():
        found = [error for errors in form.errors.values() for error in errors]
        raise Refused(" ".join(str(error) for error in found))


# By the name of the button.
STEPS: Mapping[str, Callable[[HttpRequest, Connection], str]] = {
    "survey": survey,
    "start": start,
    "renew": renew_key,
    "move": move,
    "reconcile": reconcile,
    "retry": retry,
}
