"""A stream of orders, each with a voucher taken for its points, until it has been
enough.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from tests.outages.calls import Caller, Told
from tests.outages.statements import order


class Buyer(threading.Thread):
    """``vouchers``: what was told about the voucher of each order."""

    def __init__(self, caller: Caller, number: int, enough: threading.Event) -> None:
        super().__init__()
        self.caller, self.number, self.enough = caller, number, enough
        # Two buyers share an account, so that they wait for each other's locks.
        self.customer = str(number % 2)
        self.vouchers: dict[str, Told] = {}

    def run(self) -> None:
        for number in count():
            if self.enough.is_set():
                return
            name = f"{self.number}-{number}"
            self.caller.insist("PUT", f"/orders/{name}", order(self.customer))
            self.vouchers[name] = self.take(name)

    def take(self, name: str) -> Told:
        path = f"/customers/{self.customer}/conversions"
        return self.caller.insist("POST", path, {"points": 4}, Idempotency_Key=name)


@contextmanager
def buying(caller: Caller) -> Iterator[list[Buyer]]:
    enough = threading.Event()
    buyers = [Buyer(caller, number, enough) for number in range(4)]
    for buyer in buyers:
        buyer.start()
    try:
        yield buyers
    finally:
        enough.set()
        for buyer in buyers:
            buyer.join()


def told(buyers: list[Buyer]) -> dict[str, Told]:
    return {name: voucher for buyer in buyers for name, voucher in buyer.vouchers.items()}
