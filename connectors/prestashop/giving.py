"""Write vouchers and groups into a PrestaShop; each call can be made twice."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from connectors import raw
from connectors.contract import Code
from connectors.outgoing import NotFound
from connectors.prestashop import benefits
from connectors.prestashop.lookups import Lookups
from connectors.prestashop.webservice import Webservice


def push_voucher(service: Webservice, lookups: Lookups, code: Code) -> str:
    """The webservice takes one code twice, and the second rule could be used beside the
    first: so look before.
    """
    found = service.rows(
        "cart_rules", {"display": "[id,code]", "filter[code]": f"[{code.code}]"}
    )
    for row in found:
        if str(row["code"]).upper() == code.code.upper():
            return str(row["id"])
    rule = benefits.cart_rule(
        code,
        currency=lookups.currency_id,
        languages=lookups.languages,
        zone=lookups.access.zone,
    )
    return service.create("cart_rules", "cart_rule", rule)


def revive(
    service: Webservice,
    lookups: Lookups,
    id: str,  # noqa: A002
    code: Code,
) -> str:
    """Both counters: what is left of the rule, and how often one customer may use it, which
    PrestaShop compares with the orders that have it, cancelled ones included.
    """
    if not service.of("cart_rules", "id", [id]):
        return push_voucher(service, lookups, code)
    if code.uses_left is not None:
        rows = service.of("order_cart_rules", "id_cart_rule", [id])
        used = sum(not raw.flag(row["deleted"]) for row in rows)
        values = {
            "id": id,
            "quantity": str(code.uses_left),
            "quantity_per_user": str(used + (code.uses_per_customer or code.uses_left)),
        }
        service.patch("cart_rules", "cart_rule", values)
    return id


def revoke(service: Webservice, id: str) -> None:  # noqa: A002
    try:
        service.delete("cart_rules", id)
    except NotFound:
        return


def push_group(service: Webservice, lookups: Lookups, name: str, percent: Decimal) -> str:
    for row in service.rows("groups", {"display": "full"}):
        if row["name"] == name:
            values = {"id": str(row["id"]), "reduction": f"{percent:f}"}
            service.patch("groups", "group", values)
            return str(row["id"])
    values = dict(benefits.group(name, percent, languages=lookups.languages))
    return service.create("groups", "group", values)


def set_group(
    service: Webservice,
    customer: str,
    group: str | None,
    *,
    former: str,
    ours: Collection[str],
) -> str:
    """Raises NotFound where the customer is gone."""
    rows = service.of("customers", "id", [customer])
    if not rows:
        raise NotFound(_("The shop does not have this customer any more."))
    counted = str(rows[0]["id_default_group"])
    own = former if counted in ours else counted
    said = (rows[0].get("associations") or {}).get("groups", [])
    before = [str(each["id"]) for each in said]
    after = benefits.regrouped(before, group, ours)
    counts = group or own or next(iter(after), "")
    if before != after or counted != counts:
        values = {
            "id": customer,
            "id_default_group": counts,
            "associations": benefits.groups_xml(after),
        }
        service.patch("customers", "customer", values)
    return own
