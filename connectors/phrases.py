"""What codes mean, for the merchant."""

from django.utils.translation import gettext as _

from connectors.contract import Connector, WritesGroups, WritesVouchers


def list_named(feed: str) -> str:
    """What a list of the shop holds; one that nobody has a word for keeps its own name."""
    known = {
        "groups": _("groups"),
        "categories": _("categories"),
        "products": _("products"),
        "customers": _("customers"),
        "orders": _("orders"),
        "order_slip": _("refunds"),
        "order_histories": _("changes of state"),
        "sweep customer": _("customers who are gone"),
        "sweep product": _("products that are gone"),
        "sweep order": _("orders that are gone"),
    }
    return known.get(feed, feed)


def kind_named(kind: str) -> str:
    return {
        "group": _("group"),
        "category": _("category"),
        "product": _("product"),
        "customer": _("customer"),
        "cart": _("cart"),
        "order": _("order"),
    }.get(kind, kind)


def why_unequal(code: str) -> str:
    """Why an order of the shop is not the same in our books."""
    return {
        "amount": _("another amount"),
        "state": _("another state"),
        "missing": _("not read yet"),
        "currency": _("in another currency"),
        "parked": _("could not be read"),
    }.get(code, code)


def limits(connector: Connector) -> list[str]:
    """What the shop cannot do, a sentence each, for whoever wonders later."""
    can = connector.capabilities
    writes_codes = isinstance(connector, WritesVouchers)
    found = [
        (can.carts, _("Abandoned carts are not known: this shop does not tell them.")),
        (writes_codes, _("Vouchers cannot be written into this shop.")),
        (
            can.codes_bound or not writes_codes,
            _("Vouchers for one customer cannot be written into this shop."),
        ),
        (
            can.codes_for_goods or not writes_codes,
            _("Vouchers for some goods only cannot be written into this shop."),
        ),
        (
            can.codes_capped or not writes_codes,
            _("Percentages of so much at most cannot be written into this shop."),
        ),
        (
            can.codes_minimum_of_goods or not writes_codes,
            _("Minimums of some goods only cannot be written into this shop."),
        ),
        (
            isinstance(connector, WritesGroups),
            _("Discounts of tiers cannot be written into this shop."),
        ),
        (
            can.customers_since,
            _(
                "Customers who change their details are seen at night, or when the shop"
                " calls."
            ),
        ),
    ]
    return [sentence for can_do, sentence in found if not can_do]
