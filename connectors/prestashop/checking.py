"""A first look at a PrestaShop: its version, the rights of the key, its states."""

import re
from email.utils import parsedate_to_datetime

from connectors import raw
from connectors.contract import Found
from connectors.prestashop.lookups import Lookups
from connectors.prestashop.states import raw_state
from connectors.prestashop.webservice import Webservice

_READ = [
    "orders",
    "order_details",
    "order_slip",
    "order_histories",
    "order_cart_rules",
    "order_states",
    "customers",
    "groups",
    "products",
    "categories",
    "stock_availables",
    "currencies",
    "languages",
    "cart_rules",
]
_NEEDED = [*((name, "get") for name in _READ), ("cart_rules", "post")]
_NEEDED += [("cart_rules", "delete")]
# Shows all settings of the shop, secrets among them: not to be asked for.
_TOO_MUCH = ["configurations", "employees"]
_RESOURCE = re.compile(r'<(\w+) xlink:href="[^"]*"((?: \w+="(?:true|false)")+)>')


def look(service: Webservice, lookups: Lookups) -> Found:
    """Four calls; one where a right is missing."""
    root = service.root()
    listed = _RESOURCE.findall(root.body.decode(errors="replace"))
    rights = {name: set(re.findall(r'(\w+)="true"', said)) for name, said in listed}
    version = root.headers.get("psws-version", "")
    missing = tuple(
        f"{name}: {right}" for name, right in _NEEDED if right not in rights.get(name, ())
    )
    if missing:
        return Found(version=version, missing=missing)
    date = root.headers.get("date")
    states = service.rows("order_states", {"display": "full"})
    return Found(
        version=version,
        currency=lookups.default_currency,
        clock=parsedate_to_datetime(date) if date else None,
        states=tuple(raw_state(row) for row in states if not raw.flag(row.get("deleted"))),
        excess=tuple(each for each in _TOO_MUCH if each in rights),
    )
