"""From rows to facts read back. Times are in the shop's own zone."""

from collections.abc import Iterable
from datetime import datetime

from api.schemas import stored
from api.schemas.responses import CodeState, GiftCardPaymentState, OrderNote
from api.serializers import of_balance, of_bought, of_lot
from giftcards.queries import order_payments as giftcards_order_payments
from mailing.models import Consent
from points.queries import order_lots as points_order_lots
from points.queries.balance import Balance
from shop.models import (
    Cart,
    CartLine,
    Category,
    Customer,
    CustomerGroup,
    Order,
    OrderLine,
    Product,
    Shop,
)
from tiers.models import Tier
from vouchers.queries import uses as vouchers_uses


def _local(at: datetime | None, shop: Shop) -> datetime | None:
    return at and at.astimezone(shop.zone)


def _said_at(row: Cart | Category | Customer | CustomerGroup | Order | Product) -> datetime:
    assert row.updated_at is not None, "a placeholder is not read back"
    return row.updated_at.astimezone(row.shop.zone)


def of_group(row: CustomerGroup) -> stored.StoredGroup:
    return stored.StoredGroup(
        updated_at=_said_at(row),
        name=row.name,
        discount_percent=row.discount_percent,
        points_multiplier=row.points_multiplier,
        free_shipping=row.free_shipping,
    )


def of_category(row: Category) -> stored.StoredCategory:
    return stored.StoredCategory(
        updated_at=_said_at(row),
        name=row.name,
        parent=row.parent.external_id if row.parent else None,
    )


def of_product(row: Product) -> stored.StoredProduct:
    shelves = row.categories.order_by("pk").values_list("external_id", flat=True)
    return stored.StoredProduct(
        updated_at=_said_at(row),
        name=row.name,
        url=row.url,
        image=row.image,
        price=row.price,
        price_excl_tax=row.price_excl_tax,
        regular_price=row.regular_price,
        on_sale=row.on_sale,
        stock=row.stock,
        active=row.active,
        gift_card=row.gift_card,
        categories=list(shelves),
        cost=row.cost,
        variants=[stored.StoredVariant(**variant) for variant in row.variants],
    )


def of_customer(
    row: Customer,
    canonical: Customer,
    balance: Balance,
    tier: Tier | None,
    consent: Consent | None,
) -> stored.StoredCustomer:
    """``balance`` and ``tier`` are those of the ``canonical`` customer."""
    group = row.shop_group
    return stored.StoredCustomer(
        updated_at=_said_at(row),
        email=row.email,
        email_verified=row.email_verified,
        first_name=row.first_name,
        last_name=row.last_name,
        language=row.language,
        birthday=row.birthday,
        registered_at=_local(row.registered_at, row.shop),
        guest=row.guest,
        group=group.external_id if group else None,
        consents=_consents(consent, row.shop) if consent else None,
        erased_at=_local(row.erased_at, row.shop),
        counts_for=canonical.external_id if row.merged_into_id else None,
        points=of_balance(balance, row.shop),
        tier=tier.name if tier else None,
    )


def _consents(consent: Consent, shop: Shop) -> stored.StoredConsents:
    assert consent.stated_at, "what a shop states has its time"
    return stored.StoredConsents(
        offers=consent.given,
        at=consent.stated_at.astimezone(shop.zone),
        wording=consent.wording,
        source=consent.source,
    )


def of_cart(row: Cart, lines: Iterable[CartLine]) -> stored.StoredCart:
    named = row.shop_customer or row.customer
    return stored.StoredCart(
        updated_at=_said_at(row),
        customer=named.external_id if named else None,
        email=row.email,
        lines=[
            stored.StoredCartLine(
                id=line.external_id,
                product=line.product.external_id,
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in lines
        ],
        recovery_url=row.recovery_url,
        order=row.order.external_id if row.order else None,
    )


def of_order(row: Order, now: datetime) -> stored.StoredOrder:
    """Queries: 2 for points and cards bought, up to 4 more for codes and cards named."""
    assert row.placed_at is not None, "what is stated was placed"
    named = row.shop_customer if row.claimed_by_id else row.shop_customer or row.customer
    return stored.StoredOrder(
        updated_at=_said_at(row),
        reference=row.reference,
        customer=named.external_id if named else None,
        counts_for=row.customer.external_id if row.customer else None,
        email=row.email,
        cart=row.cart.external_id if row.cart else None,
        state=row.state,
        raw_state=row.raw_state,
        currency=row.shop.currency,
        raw_currency=row.raw_currency or None,
        rate=row.rate,
        country=row.country,
        placed_at=row.placed_at.astimezone(row.shop.zone),
        paid_at=_local(row.paid_at, row.shop),
        lines=[_of_line(line) for line in row.lines.all()],
        shipping=row.shipping,
        shipping_excl_tax=row.shipping_excl_tax,
        shipping_refunded=row.shipping_refunded,
        fees=[stored.StoredFee(**fee) for fee in row.fees],
        discount=row.discount,
        vouchers=row.voucher_codes,
        points_spent=row.points_spent,
        gift_cards=[
            stored.StoredPayment(code=code, **paid)
            for code, paid in row.gift_card_payments.items()
        ],
        refunded_amount=row.refunded_amount,
        total=row.total,
        notes=[OrderNote(**note) for note in row.notes],
        benefits=_benefits(row, now),
    )


def _of_line(line: OrderLine) -> stored.StoredOrderLine:
    return stored.StoredOrderLine(
        id=line.external_id,
        product=line.product.external_id,
        variant=line.variant,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        unit_price_excl_tax=line.unit_price_excl_tax,
        on_sale=line.on_sale,
        refunded_quantity=line.refunded_quantity,
        refunded_amount=line.refunded_amount,
        discount=line.discount,
        gift=stored.StoredGift(**line.gift) if line.gift else None,
    )


def _benefits(row: Order, now: datetime) -> stored.OrderBenefits:
    return stored.OrderBenefits(
        counts=row.counts,
        points=of_lot(points_order_lots.lot_of(row), 0, row.shop, now),
        vouchers=[
            CodeState(code=code, state=state)
            for code, state, _reason in vouchers_uses.codes_of(row)
        ],
        gift_cards=[
            GiftCardPaymentState(code=code, state=state, amount=amount)
            for code, state, amount in giftcards_order_payments.payments_of(row)
        ],
        gift_cards_issued=[
            of_bought(card, row.shop) for card in giftcards_order_payments.bought_with(row)
        ],
    )
