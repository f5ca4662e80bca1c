"""Past orders in bulk: the shop's own rows, and their import into the programme."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import prefetch_related_objects

from core.money import ZERO, to_cent
from demo_shop import facts
from demo_shop.demo.people import CAST
from demo_shop.demo.purchases import PastPurchase
from demo_shop.models import DemoAccount, DemoOrder, DemoOrderLine, DemoProduct, Storefront
from points.actions import converting as points
from points.queries.overview import with_available
from programme.actions import importing as programme
from shop.models import Customer
from vouchers.models import Voucher

AUTHOR = "system"
# How many of those with enough points turn them into a voucher at each step.
CONVERTING, ENOUGH = 0.2, 4
GROUP_DISCOUNT = Decimal("0.05")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class PastOrders:
    """The purchases still to write, and the vouchers that their buyers will use."""

    def __init__(
        self,
        storefront: Storefront,
        accounts: dict[str, DemoAccount],
        purchases: Sequence[PastPurchase],
        now: datetime,
    ) -> None:
        self.storefront, self.shop, self.now = storefront, storefront.shop, now
        self.accounts = accounts
        self.products = {
            each.number: each for each in DemoProduct.objects.filter(shop=storefront.shop)
        }
        self.vouchers: dict[str, Voucher] = {}
        self._to_come = list(purchases)
        self._number = storefront.last_order
        self._names = Random(len(purchases))  # noqa: S311 -- references of a demo

    def buy(self, *, until: datetime) -> None:
        """Write and import the orders placed until then."""
        orders = self.write(until=until)
        imported = [(order.number, facts.order_fact(order)) for order in orders]
        for outcome in programme.import_orders(
            shop=self.shop, orders=imported, author=AUTHOR, now=until
        ):
            assert not outcome.refused, outcome
        for order in orders:
            order.synced_at = order.updated_at
        DemoOrder.objects.bulk_update(orders, ["synced_at"])

    def write(self, *, until: datetime) -> list[DemoOrder]:
        """Write the shop's own rows of what was bought until then."""
        due = []
        while self._to_come and self._placed(self._to_come[0]) <= until:
            due.append(self._to_come.pop(0))
        orders = [self._order(purchase) for purchase in due]
        DemoOrder.objects.bulk_create(orders)
        DemoOrderLine.objects.bulk_create(
            DemoOrderLine(
                order=order,
                product=(product := self.products[number]),
                name=product.name,
                quantity=many,
                unit_price=product.price,
                unit_price_excl_tax=product.price_excl_tax,
                on_sale=product.on_sale,
                refunded_quantity=many if number in purchase.refunded else 0,
            )
            for order, purchase in zip(orders, due, strict=True)
            for number, many in purchase.cart
        )
        self.storefront.last_order += len(orders)
        self.storefront.save(update_fields=["last_order"])
        prefetch_related_objects(orders, "lines__product")
        return orders

    def _placed(self, purchase: PastPurchase) -> datetime:
        return self.now - timedelta(days=purchase.days_ago, hours=3)

    def _order(self, purchase: PastPurchase) -> DemoOrder:
        account = self.accounts[purchase.person.number] if purchase.person else None
        placed = self._placed(purchase)
        goods = sum(
            (self.products[number].price * many for number, many in purchase.cart), ZERO
        )
        discount, codes = self._discount(purchase, account, goods, placed)
        self._number += 1
        number = str(self._number)
        paid = purchase.state != DemoOrder.State.PENDING
        return DemoOrder(
            shop=self.shop,
            number=number,
            reference="".join(self._names.choices(_LETTERS, k=9)),
            account=account,
            email=account.email if account else f"invite.{number}@example.com",
            state=purchase.state,
            placed_at=placed,
            paid_at=placed + timedelta(minutes=2) if paid else None,
            updated_at=placed + timedelta(hours=2),
            shipping=self.storefront.shipping,
            discount=discount,
            total=goods - discount + self.storefront.shipping,
            vouchers=codes,
        )

    def _discount(
        self,
        purchase: PastPurchase,
        account: DemoAccount | None,
        goods: Decimal,
        at: datetime,
    ) -> tuple[Decimal, list[str]]:
        """Return the group's discount, and the code of a voucher that this cart may use."""
        if account is None:
            return ZERO, []
        off = to_cent(goods * GROUP_DISCOUNT) if account.group else ZERO
        voucher = self.vouchers.get(account.number)
        if (
            voucher is None
            or purchase.story
            or goods < voucher.minimum
            or voucher.issued_at > at
        ):
            return off, []
        del self.vouchers[account.number]
        return off + min(voucher.amount or ZERO, goods - off), [voucher.code]

    def convert(self, *, at: datetime, chance: Random) -> None:
        """Turn the points of some customers into a voucher."""
        cast = {person.number for person in CAST}
        rows = Customer.objects.filter(shop=self.shop).order_by("pk")
        able = with_available(rows, at).filter(available__gte=ENOUGH)
        for customer in able.exclude(external_id__in=[*cast, *self.vouchers]):
            if chance.random() < CONVERTING:
                customer.shop = self.shop
                self.vouchers[customer.external_id] = points.convert(
                    customer=customer, points=None, author=AUTHOR, now=at
                )
