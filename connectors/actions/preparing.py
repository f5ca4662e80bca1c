"""Facts as the shop tells them, made those of the programme: for a page at once.

Codes that are not ours are left out; a rule that the shop has deleted is named by the
code it was pushed with. A group of a tier is not the shop's own. An order whose customer
the shop has forgotten stays theirs until they are erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models.functions import Upper

from connectors.contract import Kind
from connectors.models import Connection, PushedCode, PushedGroup, PushedTier
from connectors.queries.past import history_since
from shop.models import Customer, Order
from shop.rules.facts import AnyFact, CustomerFact, OrderFact
from vouchers.models import Voucher

type Stated = tuple[Kind, str, AnyFact]


@dataclass(frozen=True, slots=True)
class _Known:
    codes: set[str]
    pushed: dict[str, str]
    owners: dict[str, str]
    groups: set[str]
    former: dict[str, str]


def prepared(connection: Connection, stated: Sequence[Stated]) -> list[Stated]:
    """At most six queries, however many."""
    known = _Known(
        codes=_our_codes(connection, stated),
        pushed=_pushed_codes(connection, stated),
        owners=_owners(connection, stated),
        groups=set(
            PushedGroup.objects.filter(connection=connection).values_list(
                "external_id", flat=True
            )
        ),
        former=_former(connection, stated),
    )
    return [
        (kind, name, _prepare(name, fact, known))
        for kind, name, fact in _wanted(connection, stated)
        if not (kind is Kind.GROUP and name in known.groups)
    ]


def _wanted(connection: Connection, stated: Sequence[Stated]) -> Sequence[Stated]:
    """All but orders from before the day they are let in from; one that is here stays."""
    since = history_since(connection)
    if since is None:
        return stated
    old = {
        name
        for _kind, name, fact in stated
        if isinstance(fact, OrderFact) and fact.placed_at < since
    }
    rows = Order.objects.filter(shop=connection.shop, external_id__in=old)
    left_out = old - set(rows.values_list("external_id", flat=True))
    return [each for each in stated if not (each[0] is Kind.ORDER and each[1] in left_out)]


def _prepare(name: str, fact: AnyFact, known: _Known) -> AnyFact:
    if isinstance(fact, OrderFact):
        customer = fact.customer or known.owners.get(name)
        return replace(fact, customer=customer, vouchers=_codes(fact, known))
    if isinstance(fact, CustomerFact) and fact.group in known.groups:
        return replace(fact, group=known.former.get(name) or None)
    return fact


def _codes(fact: OrderFact, known: _Known) -> tuple[str, ...]:
    named = (
        known.pushed.get(code[1:], "") if code[0] == "#" else code for code in fact.vouchers
    )
    return tuple(code for code in named if code.upper() in known.codes)


def _named(stated: Sequence[Stated]) -> set[str]:
    return {
        code
        for _kind, _name, fact in stated
        if isinstance(fact, OrderFact)
        for code in fact.vouchers
    }


def _our_codes(connection: Connection, stated: Sequence[Stated]) -> set[str]:
    named = _named(stated)
    if not named:
        return set()
    written = {code.upper() for code in named if code[0] != "#"}
    written |= {code.upper() for code in _pushed_codes(connection, stated).values()}
    rows = Voucher.objects.filter(shop=connection.shop).alias(upper=Upper("code"))
    found = rows.filter(upper__in=written).values_list("code", flat=True)
    return {code.upper() for code in found}


def _pushed_codes(connection: Connection, stated: Sequence[Stated]) -> dict[str, str]:
    ids = {code[1:] for code in _named(stated) if code[0] == "#"}
    if not ids:
        return {}
    rows = PushedCode.objects.filter(connection=connection, external_id__in=ids)
    return dict(rows.values_list("external_id", "voucher__code"))


def _owners(connection: Connection, stated: Sequence[Stated]) -> dict[str, str]:
    """Of orders that name nobody: whom the shop had named before."""
    nobodys = [
        name
        for _kind, name, fact in stated
        if isinstance(fact, OrderFact) and fact.customer is None
    ]
    if not nobodys:
        return {}
    rows = Order.objects.filter(shop=connection.shop, external_id__in=nobodys)
    before = {row.external_id: row.stated_id for row in rows if row.stated_id}
    people = Customer.objects.filter(pk__in=before.values(), erased_at=None)
    names = dict(people.values_list("pk", "external_id"))
    return {order: names[key] for order, key in before.items() if key in names}


def _former(connection: Connection, stated: Sequence[Stated]) -> dict[str, str]:
    customers = [name for kind, name, _fact in stated if kind is Kind.CUSTOMER]
    if not customers:
        return {}
    rows = PushedTier.objects.filter(
        connection=connection, customer__external_id__in=customers
    )
    return dict(rows.values_list("customer__external_id", "former"))
