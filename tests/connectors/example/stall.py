"""A stall of the Halle: the made-up shop that the example connector speaks with."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.connectors.example.connector import PAGE, STATES
from tests.connectors.servers import Answered, Asked
from tests.factories import START


@dataclass
class Stall:
    tables: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {"goods": {}, "people": {}, "baskets": {}, "coupons": {}}
    )
    moves: int = 0

    def put(self, table: str, key: str, **fields: Any) -> None:
        """Something changes, a second after what changed before."""
        self.moves += 1
        changed = (START + timedelta(seconds=self.moves)).isoformat()
        before = self.tables[table].get(key, {})
        self.tables[table][key] = {**before, "id": key, "changed": changed, **fields}

    def basket(self, name: str, **fields: Any) -> None:
        usual: dict[str, Any] = {
            "state": "paid",
            "who": "ann",
            "placed": START.isoformat(),
            "paid": "38.00",
            "coupons": [],
            "lines": [{"good": "figs", "pieces": 4, "each": "10.00", "back": "0"}],
        }
        self.put("baskets", name, **usual | fields)

    def __call__(self, asked: Asked) -> Answered:
        if asked.headers.get("x-key") != "s3cret":
            return Answered(status=401)
        table, _slash, name = asked.path.removeprefix("/v1/").partition("/")
        if table == "about":
            said = {"version": "3.1", "currency": "EUR", "states": list(STATES)}
            return Answered(json.dumps(said).encode())
        rows = self.tables[table]
        if asked.method == "PUT":
            rows[name] = json.loads(asked.body)
        elif asked.method == "DELETE":
            return Answered(b"{}", 200 if rows.pop(name, None) else 404)
        if name:
            return Answered(
                json.dumps(rows.get(name)).encode(), 200 if name in rows else 404
            )
        found = sorted(rows.values(), key=lambda row: (row["changed"], row["id"]))
        since = asked.query.get("since", "").replace(" ", "+")
        found = [row for row in found if row["changed"] >= since]
        skip = int(asked.query.get("skip", 0))
        return Answered(json.dumps(found[skip : skip + PAGE]).encode())
