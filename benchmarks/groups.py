"""All groups of figures by name, in the order in which they run."""

from collections.abc import Callable, Iterator, Mapping

from benchmarks import (
    backfill,
    batches,
    effects,
    history,
    ledger,
    mails,
    orders,
    owed,
    pages,
    reminders,
    simulation,
    tiers,
    vouchers,
    wishlist,
)
from benchmarks.measure import Figure, Size

GROUPS: Mapping[str, Callable[[Size], Iterator[Figure]]] = {
    "orders": orders.figures,
    "batches": batches.figures,
    "history": history.figures,
    "backfill": backfill.figures,
    "ledger": ledger.figures,
    "vouchers": vouchers.figures,
    "mails": mails.figures,
    "pages": pages.figures,
    "reminders": reminders.figures,
    "wishlist": wishlist.figures,
    "tiers": tiers.figures,
    "effects": effects.figures,
    "owed": owed.figures,
    "simulation": simulation.figures,
}
