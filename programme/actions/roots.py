"""Write the root of each shop's books every night, and mail it to whoever keeps it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from mailing.actions import queueing as mailing
from programme.mails import LEDGER_ROOT
from programme.queries.roots import root_of
from shop.models import LedgerRoot, Shop

# No transaction is open for so long: what was recorded before is all there.
SETTLED = timedelta(hours=1)
DAILY = timedelta(hours=20)


def write_roots(*, now: datetime) -> Iterator[int]:
    """Write one root a shop and night, over what was recorded since the last. Yields 1 for
    each.
    """
    for shop in Shop.objects.order_by("pk"):
        if _write(shop, now - SETTLED):
            yield 1


@transaction.atomic
def _write(shop: Shop, until: datetime) -> bool:
    # Two nights at once: the second waits here, and then finds the root of the first.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    last = LedgerRoot.objects.filter(shop=shop).order_by("until").last()
    if last and until - last.until < DAILY:
        return False
    after = last.until if last else shop.created_at
    if after >= until:
        return False
    found = root_of(
        shop, after=after, until=until, before=bytes(last.root) if last else b""
    )
    row = LedgerRoot.objects.create(
        shop=shop, until=until, movements=found.movements, root=found.root
    )
    if shop.root_email:
        mailing.queue(
            mail_type=LEDGER_ROOT,
            shop=shop,
            source=f"root:{row.pk}",
            values={"root": found.root.hex(), "until": until.isoformat()},
            recipient=mailing.Recipient(email=shop.root_email, language=shop.language),
            now=until + SETTLED,
        )
    return True
