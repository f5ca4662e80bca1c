"""A REST API v3 as small as can be: it sorts, pages and refuses as WooCommerce does."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.servers import Answered, Asked

BASE = "/wp-json/wc/v3"
TAKEN = "woocommerce_rest_coupon_code_already_exists"


@dataclass
class Rest:
    tables: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    refunds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    read_only: bool = False
    # Where prices are entered without tax: the standard rates, by country.
    rates: dict[str, str] | None = None

    def __call__(self, asked: Asked) -> Answered:
        path = asked.path.removeprefix(BASE)
        if asked.method != "GET" and self.read_only:
            return said({"code": "woocommerce_rest_authentication_error"}, 401)
        if path in (fixed := self._fixed()):
            return said(fixed[path])
        if path.endswith("/refunds"):
            return said(self.refunds.get(path.split("/")[2], []))
        return self._resource(asked, path)

    def _fixed(self) -> dict[str, Any]:
        """What is no list of things."""
        country = {"id": "woocommerce_default_country", "value": "FR:75"}
        rates = (self.rates or {}).items()
        return {
            "/system_status": {
                "environment": {"version": "10.0.2"},
                "settings": {"currency": "EUR"},
            },
            "/settings/tax/woocommerce_prices_include_tax": {
                "value": "no" if self.rates else "yes"
            },
            "/settings/general": [
                country,
                {"id": "woocommerce_calc_taxes", "value": "yes"},
            ],
            "/taxes": [{"country": name, "rate": rate} for name, rate in rates],
            "/coupons/batch": [],
        }

    def _resource(self, asked: Asked, path: str) -> Answered:
        head, _slash, name = path.rpartition("/")
        if name.isdigit():
            return self._one(asked, head, name)
        if asked.method == "POST":
            return self._made(path, json.loads(asked.body))
        whole = self._listed(path, asked.query | {"offset": "0", "per_page": "100000"})
        some = said(self._listed(path, asked.query))
        some.headers["X-WP-Total"] = str(len(whole))
        return some

    def _listed(self, path: str, query: dict[str, str]) -> list[dict[str, Any]]:
        rows = list(self.tables[path])
        if wanted := query.get("include"):
            rows = [row for row in rows if str(row["id"]) in wanted.split(",")]
        if code := query.get("code"):
            rows = [row for row in rows if row["code"] == code.lower()]
        if since := query.get("modified_after"):
            rows = [row for row in rows if row["date_modified_gmt"] > since]
        if since := query.get("after"):
            rows = [row for row in rows if row["date_created_gmt"] > since]
        if query.get("orderby") == "modified":
            rows.sort(key=lambda row: (row["date_modified_gmt"], row["id"]))
        skip = int(query.get("offset", 0))
        return rows[skip : skip + int(query.get("per_page", 10))]

    def _one(self, asked: Asked, path: str, name: str) -> Answered:
        rows = self.tables[path]
        found = [row for row in rows if str(row["id"]) == name]
        if not found:
            return said({"code": "not_found", "message": "Invalid ID."}, 404)
        if asked.method == "DELETE":
            rows.remove(found[0])
        if asked.method == "PUT":
            found[0].update(json.loads(asked.body))
        return said(found[0])

    def _made(self, path: str, body: dict[str, Any]) -> Answered:
        rows = self.tables[path]
        if path == "/coupons":
            body["code"] = body["code"].lower()
            if any(row["code"] == body["code"] for row in rows):
                return said({"code": TAKEN, "message": "exists"}, 400)
        rows.append({**body, "id": len(rows) + 1, "usage_count": 0})
        return said(rows[-1], 201)


def said(body: Any, status: int = 200) -> Answered:
    return Answered(json.dumps(body).encode(), status)
