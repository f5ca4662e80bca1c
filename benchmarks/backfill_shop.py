"""python -m benchmarks.backfill_shop ORDERS SECONDS: a WooCommerce of so many orders.

It runs in a process of its own, so that it takes nothing from whoever reads it but the time
that it is told to wait before each page. It prints its port and serves until it is ended.
"""

import json
import sys
import time
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 100
_START = datetime(2024, 1, 1, tzinfo=UTC)


def _order(number: int, orders: int) -> tuple[str, str]:
    """When it last changed, and the order as the shop writes it: two lines, 47.80 paid."""
    at = f"{_START + timedelta(minutes=1_000_000 / orders * number):%Y-%m-%dT%H:%M:%S}"
    who = 1 + number % max(orders // 10, 1)
    lines = [("20.00", "4.00", 1), ("15.00", "3.00", 2)]
    said = {
        "id": number,
        "number": str(number),
        "status": "completed",
        "currency": "EUR",
        **dict.fromkeys(["date_created_gmt", "date_modified_gmt", "date_paid_gmt"], at),
        "shipping_total": "4.83",
        "shipping_tax": "0.97",
        "total": "47.80",
        "customer_id": who,
        "billing": {"email": f"c{who}@example.com", "country": "FR"},
        "line_items": [
            {
                "id": number * 10 + place,
                "name": f"Article {place}",
                "product_id": 100 + (number + place) % 300,
                "variation_id": 0,
                "quantity": quantity,
                "subtotal": net,
                "subtotal_tax": tax,
                "total": net,
                "total_tax": tax,
            }
            for place, (net, tax, quantity) in enumerate(lines)
        ],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
    }
    return at, json.dumps(said)


def _customer(number: int) -> str:
    said = {"id": number, "email": f"c{number}@example.com", "first_name": "Alice"}
    return json.dumps({**said, "date_created_gmt": "2023-06-01T00:00:00"})


class _Shop:
    def __init__(self, orders: int, delay: float) -> None:
        self.delay = delay
        self.orders = [_order(number, orders) for number in range(1, orders + 1)]
        self.customers = [_customer(n) for n in range(1, max(orders // 10, 1) + 1)]

    def answer(self, path: str, query: dict[str, str]) -> tuple[str, int]:
        """The body, and how many rows there are without paging."""
        if path == "/system_status":
            version = {"environment": {"version": "10.0.2"}}
            return json.dumps({**version, "settings": {"currency": "EUR"}}), 0
        if path.startswith("/settings/tax/"):
            return '{"value": "yes"}', 0
        rows = {"/customers": self.customers}.get(path, [])
        if path == "/orders":
            since = (query.get("modified_after", ""), "~")
            rows = [row for _at, row in self.orders[bisect_right(self.orders, since) :]]
        skip = int(query.get("offset", 0))
        some = rows[skip : skip + int(query.get("per_page", PAGE))]
        # A page of whole rows takes its time; a few ids do not.
        time.sleep(self.delay if "_fields" not in query else self.delay / 10)
        return f"[{','.join(some)}]", len(rows)


def main() -> None:
    """Serve until the process is ended."""
    shop = _Shop(int(sys.argv[1]), float(sys.argv[2]))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self._say(*shop.answer(parts.path.removeprefix("/wp-json/wc/v3"), query))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._say("[]", 0)

        def _say(self, body: str, total: int) -> None:
            self.send_response(200)
            self.send_header("X-WP-Total", str(total))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
