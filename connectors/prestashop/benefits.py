"""Vouchers as cart rules, tiers as customer groups."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from connectors.contract import Code
from connectors.prestashop.webservice import plain

# In place of « without limit », which cart rules do not know.
_MANY = 1_000_000


def cart_rule(
    code: Code, *, currency: str, languages: Iterable[str], zone: ZoneInfo
) -> Mapping[str, str]:
    """The elements of the rule. ``currency`` and ``languages`` are ids of the shop.

    ``partial_use`` stays off: PrestaShop would make a second rule of what is left, which
    nobody here knows of. ``reduction_tax``: our amounts are with tax.
    """
    uses = _MANY if code.uses_left is None else code.uses_left
    names = "".join(
        f'<language id="{each}">{plain(code.name[:254])}</language>' for each in languages
    )
    return {
        "id_customer": code.customer or "0",
        "date_from": written(code.starts, zone),
        "date_to": written(code.ends, zone),
        "quantity": str(uses),
        "quantity_per_user": str(code.uses_per_customer or uses),
        "priority": "1",
        "partial_use": "0",
        "code": plain(code.code),
        "minimum_amount": f"{code.minimum:f}",
        "minimum_amount_tax": _bit(not code.minimum_excl_tax),
        "minimum_amount_currency": currency,
        "minimum_amount_shipping": "0",
        "cart_rule_restriction": _bit(not code.with_vouchers),
        "free_shipping": _bit(code.kind == "shipping"),
        "reduction_percent": f"{code.percent or 0:f}",
        "reduction_amount": f"{code.amount or 0:f}",
        "reduction_tax": "1",
        "reduction_currency": currency,
        "reduction_exclude_special": _bit(not code.on_sale),
        "highlight": _bit(code.highlight),
        "active": "1",
        "name": names,
    }


def group(name: str, percent: Decimal, *, languages: Iterable[str]) -> Mapping[str, str]:
    names = "".join(
        f'<language id="{each}">{plain(name[:32])}</language>' for each in languages
    )
    return {
        "reduction": f"{percent:f}",
        "price_display_method": "0",
        "show_prices": "1",
        "name": names,
    }


def regrouped(
    before: Collection[str], group: str | None, ours: Collection[str]
) -> list[str]:
    """The customer's own groups and the one of ours, if any: a group made by webservice
    has no payment module, and whoever is in it alone cannot pay.
    """
    own = [each for each in before if each not in ours]
    return [*own, *([group] if group else [])]


def groups_xml(groups: Iterable[str]) -> str:
    inner = "".join(f"<group><id>{each}</id></group>" for each in groups)
    return f"<groups>{inner}</groups>"


def written(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _bit(value: bool) -> str:
    return "1" if value else "0"
