"""A webservice as small as can be: it filters, sorts and pages as PrestaShop does."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.servers import Answered, Asked

ROOT = (
    '<?xml version="1.0"?><prestashop xmlns:xlink="x"><api shopName="Boutique">{}</api>'
    "</prestashop>"
)
RESOURCE = (
    '<{0} xlink:href="http://x/api/{0}" get="true" put="true" post="true" {1}head="true">'
)
NAMES = [
    *("orders", "order_details", "order_slip", "order_histories", "order_cart_rules"),
    *("order_states", "customers", "groups", "products", "categories"),
    *("stock_availables", "currencies", "languages", "cart_rules"),
]


@dataclass
class Webservice:
    version: str = "8.2.1"
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def __call__(self, asked: Asked) -> Answered:
        resource, _slash, name = asked.path.removeprefix("/api/").partition("/")
        if not resource:
            return self._root()
        if asked.method == "GET":
            return self.listed(resource, asked.query)
        return self._written(asked, resource, name)

    def rows(self, resource: str) -> list[dict[str, Any]]:
        return self.tables.setdefault(resource, [])

    def _root(self) -> Answered:
        named = [
            RESOURCE.format(each, 'delete="true" ')
            for each in NAMES
            if each not in self.hidden
        ]
        headers = {"PSWS-Version": self.version}
        return Answered(ROOT.format("".join(named)).encode(), headers=headers)

    def listed(self, resource: str, query: dict[str, str]) -> Answered:
        rows = [row for row in self.rows(resource) if _passes(row, query)]
        sort = re.findall(r"(\w+)_ASC", query.get("sort", ""))
        rows.sort(key=lambda row: [_key(row[each]) for each in sort])
        limit = query.get("limit", "0,100000")
        skip, _comma, most = limit.rpartition(",")
        rows = rows[int(skip or 0) :][: int(most)]
        plural = f"{resource}s" if resource == "order_slip" else resource
        said: Any = {plural: rows} if rows else []
        return Answered(json.dumps(said).encode(), headers={"PSWS-Version": self.version})

    def _written(self, asked: Asked, resource: str, name: str) -> Answered:
        rows = self.rows(resource)
        if asked.method == "DELETE":
            left = [row for row in rows if str(row["id"]) != name]
            status = 200 if len(left) < len(rows) else 404
            self.tables[resource] = left
            return Answered(b"", status)
        said = dict(re.findall(r"<(\w+)>([^<]*)</\1>", asked.body.decode()))
        groups = re.findall(r"<group><id>(\d+)</id></group>", asked.body.decode())
        if groups:
            said.pop("id", None)
            said["associations"] = {"groups": [{"id": each} for each in groups]}
        if asked.method == "POST":
            row = {**said, "id": len(rows) + 1}
            name_of = re.search(r'<language id="1">([^<]*)', asked.body.decode())
            if name_of:
                row["name"] = name_of[1]
            rows.append(row)
            return Answered(f"<id><![CDATA[{row['id']}]]></id>".encode(), 201)
        found = [row for row in rows if str(row["id"]) == name]
        for row in found:
            row.update({key: value for key, value in said.items() if key != "id"})
        return Answered(b"<prestashop/>", 200 if found else 404)


def _passes(row: dict[str, Any], query: dict[str, str]) -> bool:
    for name, value in query.items():
        column = re.fullmatch(r"filter\[(\w+)\]", name)
        if not column:
            continue
        if column[1].startswith("date") and "date" not in query:
            return False
        inside = value.strip("[]")
        if "," in inside:
            first, _comma, last = inside.partition(",")
            if not _key(first) <= _key(row[column[1]]) <= _key(last):
                return False
        elif str(row[column[1]]) not in inside.split("|"):
            return False
    return True


def _key(value: object) -> tuple[int, str]:
    said = str(value)
    return (int(said), "") if said.isdigit() else (0, said)
