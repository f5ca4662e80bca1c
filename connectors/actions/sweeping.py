"""Once a night: what the shop no longer has, and what has been missed.

No shop tells of all that is deleted, and some tell of nothing. Ids are compared; each one
that is missing is asked for before anything follows from it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from connectors.actions.access import connector_of
from connectors.actions.asking import ask
from connectors.actions.cursors import fail, leased
from connectors.actions.runs import Run
from connectors.actions.stopping import stop
from connectors.actions.taking_in import take_in
from connectors.contract import Gone, Item, Kind
from connectors.encryption import Undecryptable
from connectors.models import Connection, FeedCursor
from connectors.outgoing import BadAnswer, KeyRefused, ShopAway
from core.errors import Refused
from shop.models import Customer, Order, Product

LATELY = timedelta(days=90)
# So many may disappear in a day without anybody asking; more looks like a shop that was
# restored, moved or emptied, and erasing is for ever.
FEW, SHARE = 20, 0.05


def sweep(*, connection: Connection, clock: Callable[[], datetime], until: datetime) -> int:
    """How many were found to be gone. Lists without dates are read anew from now on."""
    gone = 0
    try:
        run = Run(connection, connector_of(connection), clock, until)
        whole = [feed.name for feed in run.connector.feeds if feed.whole]
        FeedCursor.objects.filter(connection=connection, feed__in=whole).update(
            at=None, skip=0, complete=False
        )
        for kind in (Kind.CUSTOMER, Kind.PRODUCT, Kind.ORDER):
            gone += _sweep_kind(run, kind)
    except ShopAway:
        return gone
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
        return gone
    Connection.objects.filter(pk=connection.pk).update(swept_at=clock())
    return gone


def _sweep_kind(run: Run, kind: Kind) -> int:
    with leased(run.connection, f"sweep {kind}", run.clock()) as row:
        if row is None:
            return 0
        try:
            gone = _compare(run, kind)
        except Refused as refused:
            fail(row, str(refused), run.clock())
            if isinstance(refused, ShopAway | KeyRefused):
                raise
            return 0
        row.read_at, row.brought = run.clock(), gone
        row.failed_at, row.error = None, ""
        row.save()
        return gone


def _compare(run: Run, kind: Kind) -> int:
    connection, now = run.connection, run.clock()
    since = now - LATELY if kind is Kind.ORDER else None
    there = {each for page in run.connector.ids(kind, since) for each in page}
    here = set(_known(connection, kind, since).values_list("external_id", flat=True))
    missing = sorted(here - there)
    if len(missing) > max(FEW, len(here) * SHARE):
        raise BadAnswer(
            _("%(count)s of %(all)s are missing in the shop: nothing was erased.")
            % {"count": len(missing), "all": len(here)}
        )
    unknown = there - _mentioned(connection, kind, there)
    if connection.state == Connection.State.ON and kind is not Kind.ORDER:
        ask(connection=connection, kind=kind, ids=unknown, now=now)
    return sum(_look(run, kind, each) for each in missing)


def _look(run: Run, kind: Kind, external_id: str) -> bool:
    """Whether it is gone indeed; if not, what it has become goes in."""
    item = Item(kind, external_id, run.connector.fetch(kind, external_id))
    take_in(connection=run.connection, items=[item], now=run.clock())
    return isinstance(item.read, Gone)


def _known(
    connection: Connection, kind: Kind, since: datetime | None
) -> QuerySet[Customer] | QuerySet[Product] | QuerySet[Order]:
    """Those that the shop has stated and that are not over."""
    match kind:
        case Kind.CUSTOMER:
            rows = Customer.objects.filter(updated_at__isnull=False, erased_at=None)
            return rows.filter(shop=connection.shop)
        case Kind.PRODUCT:
            live = Product.objects.filter(updated_at__isnull=False, removed=False)
            return live.filter(shop=connection.shop)
    orders = Order.objects.filter(shop=connection.shop, placed_at__gte=since)
    return orders.exclude(state=Order.State.CANCELLED)


def _mentioned(connection: Connection, kind: Kind, there: set[str]) -> set[str]:
    model = {Kind.CUSTOMER: Customer, Kind.PRODUCT: Product, Kind.ORDER: Order}[kind]
    rows = model._default_manager.filter(shop=connection.shop, updated_at__isnull=False)
    return set(rows.values_list("external_id", flat=True)) & there
