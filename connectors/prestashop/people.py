"""Customers and groups of PrestaShop."""

from collections.abc import Mapping
from typing import Any

from connectors import raw
from connectors.contract import Gone, Ignored, Read
from connectors.prestashop.reading import Reading, worded
from shop.rules.facts import CustomerFact, GroupFact

# The account that the module psgdpr gives the orders of erased people to.
NOBODY = "anonymous@psgdpr.com"


def customer_read(said: Mapping[str, Any], reading: Reading) -> Read:
    """A guest is a customer with an id, who keeps it on opening an account."""
    if raw.flag(said.get("deleted")):
        return Gone()
    if said["email"] == NOBODY:
        return Ignored()
    guest = raw.flag(said.get("is_guest"))
    return CustomerFact(
        updated_at=reading.at,
        email=raw.email(said["email"]),
        first_name=raw.text(said["firstname"], 100),
        last_name=raw.text(said["lastname"], 100),
        language=reading.languages.get(str(said.get("id_lang")), "")[:2],
        birthday=raw.day(said.get("birthday")),
        registered_at=None if guest else raw.local(said.get("date_add"), reading.zone),
        guest=guest,
        group=str(said.get("id_default_group") or "") or None,
    )


def group_fact(said: Mapping[str, Any], reading: Reading) -> GroupFact:
    return GroupFact(
        updated_at=reading.at,
        name=worded(said["name"], 100),
        discount_percent=raw.money(said["reduction"]),
    )
