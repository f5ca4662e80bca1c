"""python -m benchmarks [orders|history|books|vouchers|mails|pages|wishes|tiers …] [--full]

--full takes the large sizes: a million customers, a million lots.
"""

import os
import sys
from collections.abc import Callable, Iterator

import django
from django.core.management import call_command
from django.test import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty_site.settings")


def main(arguments: list[str]) -> None:
    django.setup()
    from benchmarks.measure import HEAD, peak_mib  # noqa: PLC0415 -- needs Django set up

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    full = "--full" in arguments
    chosen = [name for name in arguments if name in GROUPS] or list(GROUPS)
    print(HEAD)
    with override_settings(ROOT_URLCONF="benchmarks.urls", ALLOWED_HOSTS=["testserver"]):
        for name in chosen:
            for figure in GROUPS[name](full):
                print(figure, flush=True)
    print(f"peak memory of this process: {peak_mib():,.0f} MiB (target ≤ 256)")


def _orders(full: bool) -> Iterator[object]:
    from benchmarks import orders  # noqa: PLC0415

    for customers in [10_000, 1_000_000] if full else [10_000]:
        yield orders.one_by_one(customers)


def _history(full: bool) -> Iterator[object]:
    from benchmarks import orders  # noqa: PLC0415

    yield from orders.history(200_000 if full else 20_000, 10_000)


def _books(full: bool) -> Iterator[object]:
    from benchmarks import books  # noqa: PLC0415
    from shop.models import Shop  # noqa: PLC0415

    filled = Shop.objects.filter(code__startswith="bench-").order_by("-pk").first()
    if filled:
        yield books.settle_again(filled)
    yield books.expiry(1_000_000 if full else 100_000)


def _vouchers(_full: bool) -> Iterator[object]:
    from benchmarks import vouchers  # noqa: PLC0415

    yield from vouchers.figures()


def _mails(_full: bool) -> Iterator[object]:
    from benchmarks import mails  # noqa: PLC0415

    yield from mails.figures()


def _pages(_full: bool) -> Iterator[object]:
    from benchmarks import pages  # noqa: PLC0415

    for movements in (10, 10_000):
        yield from pages.figures(movements)


def _reminders(full: bool) -> Iterator[object]:
    from benchmarks import reminders  # noqa: PLC0415

    yield from reminders.figures(1_000_000 if full else 50_000)


def _wishes(full: bool) -> Iterator[object]:
    from benchmarks import wishes  # noqa: PLC0415

    yield from wishes.figures(1_000_000 if full else 100_000)


def _tiers(full: bool) -> Iterator[object]:
    from benchmarks import tiers  # noqa: PLC0415

    yield from tiers.figures(1_000_000 if full else 50_000)


GROUPS: dict[str, Callable[[bool], Iterator[object]]] = {
    "orders": _orders,
    "history": _history,
    "books": _books,
    "vouchers": _vouchers,
    "mails": _mails,
    "pages": _pages,
    "reminders": _reminders,
    "wishes": _wishes,
    "tiers": _tiers,
}

if __name__ == "__main__":
    main(sys.argv[1:])
