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
# Of the very latest so many.
RESTORED = 3


def sweep(*, connection: Connection, clock: Callable[[], datetime], until: datetime) -> int:
    """Follow deletions; return how many. Lists without dates are read anew from now on."""
    gone = 0
    try:
        run = Run(connection, connector_of(connection), clock, until)
        whole = [feed.name for feed in run.connector.feeds if feed.whole]
        FeedCursor.objects.filter(connection=connection, feed__in=whole).update(
            at=None, skip=0, complete=False
        )
        for kind in (Kind.CUSTOMER, Kind.PRODUCT, Kind.ORDER):
            with leased(connection, f"sweep {kind}", clock()) as row:
                # None: another worker sweeps it.
                if row:
                    gone += _sweep_kind(run, kind, row)
    except ShopAway:
        return gone
    except (KeyRefused, Undecryptable) as refused:
        stop(connection=connection, reason=str(refused))
        return gone
    # Only a sweep to its end counts as the night's: one that was cut off is done again.
    Connection.objects.filter(pk=connection.pk).update(swept_at=clock())
    return gone


def _sweep_kind(run: Run, kind: Kind, row: FeedCursor) -> int:
    """Return how many of a kind are gone. Raises ShopAway and KeyRefused."""
    connection, now = run.connection, run.clock()
    since = now - LATELY if kind is Kind.ORDER else None
    try:
        # 1. Ids there, and ids here.
        there = {each for page in run.connector.ids(kind, since) for each in page}
        known = _known(connection, kind, since)
        here = set(known.values_list("external_id", flat=True))
        # 2. Too many at once are no deletions.
        missing = sorted(here - there)
        refuse_unlikely(missing, here, there)
        # 3. What is there and was never read is asked for; orders have dates that are read.
        if connection.state == Connection.State.ON and kind is not Kind.ORDER:
            stated = _MODELS[kind]._default_manager.filter(
                shop=connection.shop, updated_at__isnull=False
            )
            read = set(stated.values_list("external_id", flat=True))
            ask(connection=connection, kind=kind, ids=there - read, now=now)
        # 4. Each one that is missing is asked for by itself: a list can leave one out.
        gone = 0
        for each in missing:
            item = Item(kind, each, run.connector.fetch(kind, each))
            take_in(connection=connection, items=[item], now=run.clock())
            gone += isinstance(item.read, Gone)
    except Refused as refused:
        fail(row, str(refused), run.clock())
        if isinstance(refused, ShopAway | KeyRefused):
            raise
        return 0
    row.read_at, row.brought = run.clock(), gone
    row.failed_at, row.error = None, ""
    row.save()
    return gone


_MODELS = {Kind.CUSTOMER: Customer, Kind.PRODUCT: Product, Kind.ORDER: Order}


def _known(
    connection: Connection, kind: Kind, since: datetime | None
) -> QuerySet[Customer] | QuerySet[Product] | QuerySet[Order]:
    """Select those that the shop has stated and that are not over."""
    match kind:
        case Kind.CUSTOMER:
            rows = Customer.objects.filter(updated_at__isnull=False, erased_at=None)
            return rows.filter(shop=connection.shop)
        case Kind.PRODUCT:
            live = Product.objects.filter(updated_at__isnull=False, removed=False)
            return live.filter(shop=connection.shop)
    orders = Order.objects.filter(shop=connection.shop, placed_at__gte=since)
    return orders.exclude(state=Order.State.CANCELLED)


def refuse_unlikely(missing: list[str], here: set[str], there: set[str]) -> None:
    """Raise BadAnswer where what is missing looks like anything but deletions by hand."""
    if len(missing) > max(FEW, len(here) * SHARE):
        raise BadAnswer(
            _("%(count)s of %(all)s are missing in the shop: nothing was erased.")
            % {"count": len(missing), "all": len(here)}
        )
    # Ids of shops are numbers that grow: all that is missing is newer than all that is
    # there, as it is when last night's backup was put back.
    ours = [int(each) for each in missing if each.isdigit()]
    theirs = [int(each) for each in there if each.isdigit()]
    if len(ours) >= RESTORED and theirs and min(ours) > max(theirs):
        raise BadAnswer(
            _(
                "The %(count)s latest are missing in the shop, as if it had been restored"
                " from a backup: nothing was erased."
            )
            % {"count": len(missing)}
        )
