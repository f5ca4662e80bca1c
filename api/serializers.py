"""From rows to responses. Times are in the shop's own zone."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from api.rules import encode_cursor
from api.schemas.responses import (
    AccountResponse,
    CardBalance,
    CodeState,
    DryRunResponse,
    ExpectedCard,
    ExpectedVoucher,
    ExpiringPoints,
    FactResponse,
    GiftCardDetail,
    GiftCardHoldResponse,
    GiftCardPaymentState,
    HoldResponse,
    IssuedGiftCard,
    MovementCause,
    MovementDetail,
    MovementsResponse,
    NextTier,
    OrderNote,
    OrderPoints,
    OrderResponse,
    OrderTier,
    PointsSummary,
    QuoteCap,
    QuoteDiscount,
    QuoteLine,
    QuoteLineDiscount,
    QuoteMessage,
    QuoteOffer,
    QuotePayment,
    QuoteRefusal,
    QuoteResponse,
    RedeemableVoucher,
    Standing,
    TierDetail,
    TiersResponse,
    TierSummary,
    VoucherDetail,
    VoucherGoods,
    VoucherSummary,
    WishDetail,
    WishesResponse,
    WishlistLabels,
    WishlistSize,
)
from core.money import ZERO
from giftcards.models import CardHold, GiftCard
from giftcards.phrases import card_refusal_sentence
from points.queries.balance import Balance
from points.rules import POINTS_CODE
from programme.actions.receipts import OrderPreview, OrderReceipt
from programme.queries.benefits import BenefitsSnapshot
from programme.queries.quoting import Quote
from shop.actions.facts import StatementResult
from shop.models import Customer, Shop
from tiers.actions.tier_settlement import TierSettlement
from tiers.models import Tier
from tiers.phrases import OfferedTier
from tiers.queries.progress import Progress
from vouchers.models import Voucher, VoucherHold
from vouchers.phrases.offers import (
    AdvertisedOffer,
    advertised_offers,
    cap_message,
    offer_message,
)
from vouchers.phrases.refused_codes import refusal_sentence
from vouchers.queries.at_the_till import VoucherAtTheTill
from vouchers.rules.margin_guard import AppliedDiscount, CappedDiscount
from vouchers.rules.pricing import CodeRefusal
from wishlist.models import Wish
from wishlist.phrases import WishlistWording

if TYPE_CHECKING:
    from points.models import Lot, Movement


def of_fact(stated: StatementResult[Any]) -> FactResponse:
    return FactResponse(changed=stated.changed, stale=stated.stale)


def of_order(receipt: OrderReceipt, shop: Shop, now: datetime) -> OrderResponse:
    stated, points = receipt.stated, receipt.settlement.points
    return OrderResponse(
        changed=stated.changed,
        stale=stated.stale,
        points=of_lot(points.lot, points.change, shop, now),
        tier=_of_move(receipt.settlement.tier),
        vouchers=[
            CodeState(code=use.code, state=use.state) for use in receipt.settlement.vouchers
        ],
        gift_cards=[
            GiftCardPaymentState(code=paid.code, state=paid.state, amount=paid.amount)
            for paid in receipt.settlement.paid_by
        ],
        gift_cards_issued=[of_bought(card, shop) for card in receipt.settlement.bought],
        notes=[
            OrderNote(code=note["code"], amount=Decimal(note["amount"]))
            for note in stated.row.notes
        ],
    )


def of_preview(seen: OrderPreview, shop: Shop, now: datetime) -> DryRunResponse:
    told = of_order(seen.receipt, shop, now)
    return DryRunResponse(
        dry_run=True,
        changed=told.changed,
        stale=told.stale,
        points=told.points,
        tier=told.tier,
        vouchers=told.vouchers,
        gift_cards=told.gift_cards,
        gift_cards_issued=[
            ExpectedCard(line=card.line, amount=card.amount, valid_until=card.valid_until)
            for card in told.gift_cards_issued
        ],
        notes=told.notes,
        before=_of_standing(seen.before, seen.before.vouchers),
        after=_of_standing(seen.after, seen.before.vouchers),
    )


def _of_standing(seen: BenefitsSnapshot, known: Container[str]) -> Standing:
    """A code that is not ``known`` is drawn anew when the voucher is really made."""
    return Standing(
        available=seen.available,
        pending=seen.pending,
        debt=seen.debt,
        tier=seen.tier or None,
        vouchers=[
            ExpectedVoucher(code=code if code in known else None, state=state)
            for code, state in sorted(seen.vouchers.items())
        ],
        gift_cards=[
            CardBalance(code=code, balance=balance)
            for code, balance in sorted(seen.gift_cards.items())
        ],
        referral=seen.referral or None,
    )


def of_bought(card: GiftCard, shop: Shop) -> IssuedGiftCard:
    return IssuedGiftCard(
        line=card.line,
        code=card.code,
        amount=card.amount,
        valid_until=card.valid_until.astimezone(shop.zone),
    )


def of_card(card: GiftCard, left: Decimal, shop: Shop, now: datetime) -> GiftCardDetail:
    """``left`` is what no cart holds."""
    return GiftCardDetail(
        code=card.code,
        state=card.state_at(now),
        amount=card.amount,
        balance=ZERO if card.refusal(now) else card.balance,
        available=left,
        currency=shop.currency,
        minimum=card.minimum,
        single_use=card.single_use,
        valid_until=card.valid_until.astimezone(shop.zone),
    )


def of_card_hold(held: CardHold, shop: Shop) -> GiftCardHoldResponse:
    return GiftCardHoldResponse(
        code=held.card.code,
        cart=held.cart,
        amount=held.amount,
        expires_at=held.expires_at.astimezone(shop.zone),
    )


def _of_move(move: TierSettlement) -> OrderTier | None:
    if move.tier is None and move.up is None:
        return None
    changed = {None: None, True: "promoted", False: "demoted"}[move.up]
    return OrderTier(name=move.tier.name if move.tier else None, changed=changed)


def of_lot(lot: "Lot | None", posted: int, shop: Shop, now: datetime) -> OrderPoints:
    if lot is None:
        return OrderPoints(granted=0, posted=posted)
    return OrderPoints(
        granted=lot.net,
        posted=posted,
        state=lot.state_at(now),
        available_at=lot.activates_at.astimezone(shop.zone),
        expires_at=lot.expires_at and lot.expires_at.astimezone(shop.zone),
    )


def of_balance(balance: Balance, shop: Shop) -> PointsSummary:
    return PointsSummary(
        available=balance.available,
        pending=balance.pending,
        debt=balance.debt,
        value=balance.value,
        convertible=balance.convertible,
        expiring=[
            ExpiringPoints(points=each.points, at=each.at.astimezone(shop.zone))
            for each in balance.expiring
        ],
    )


def of_voucher(voucher: Voucher, shop: Shop) -> VoucherSummary:
    return VoucherSummary(**_of_voucher(voucher, shop))


def _of_voucher(voucher: Voucher, shop: Shop) -> dict[str, Any]:
    return {
        "code": voucher.code,
        "origin": voucher.origin,
        "kind": voucher.kind,
        "amount": voucher.worth,
        "percent": voucher.percent,
        "valid_until": voucher.valid_until.astimezone(shop.zone),
        "max_amount": voucher.max_amount,
        "minimum": voucher.minimum,
        "minimum_of_goods": voucher.minimum_of_goods,
        "highlight": voucher.highlight,
    }


def of_look(voucher: Voucher, shop: Shop, now: datetime) -> VoucherDetail:
    return VoucherDetail(**_of_look(voucher, shop, now))


def _of_look(voucher: Voucher, shop: Shop, now: datetime) -> dict[str, Any]:
    state = voucher.state_at(now)
    held = voucher.held_until if state == Voucher.State.HELD else None
    return _of_voucher(voucher, shop) | {
        "label": voucher.label,
        "state": state,
        "valid_from": voucher.valid_from.astimezone(shop.zone),
        "held_until": held and held.astimezone(shop.zone),
    }


def of_redeemable(
    voucher: Voucher, known: VoucherAtTheTill, shop: Shop, now: datetime
) -> RedeemableVoucher:
    limit = voucher.use_limit
    return RedeemableVoucher(
        **_of_look(voucher, shop, now),
        customer=known.customer,
        goods=VoucherGoods(**known.goods, on_sale=voucher.on_sale),
        uses_left=None if limit is None else max(limit - voucher.used, 0),
        held_by=known.cart,
    )


def of_hold(held: VoucherHold, shop: Shop) -> HoldResponse:
    return HoldResponse(
        code=held.voucher.code,
        cart=held.cart,
        expires_at=held.expires_at.astimezone(shop.zone),
    )


def of_quote(quote: Quote, shop: Shop, now: datetime) -> QuoteResponse:
    price = quote.price
    return QuoteResponse(
        lines=[
            QuoteLine(
                id=line.id,
                subtotal=line.subtotal,
                discounts=[
                    QuoteLineDiscount(label=label, amount=amount)
                    for label, amount in line.discounts
                ],
                total=line.total,
            )
            for line in price.lines
        ],
        discounts=[_of_discount(cut) for cut in price.discounts],
        payments=[
            QuotePayment(gift_card=each.code, amount=each.amount) for each in quote.payments
        ],
        refused=[
            *(
                _of_refusal(
                    refusal, shop, partial(refusal_sentence, of_goods=refusal.of_goods)
                )
                for refusal in price.refused
            ),
            *(
                _of_refusal(refusal, shop, card_refusal_sentence)
                for refusal in quote.unpaid
            ),
        ],
        available=[of_voucher(voucher, shop) for voucher in quote.available],
        messages=_messages(quote, shop),
        offers=[
            of_advertised(each, shop) for each in advertised_offers(quote.offers, shop, now)
        ],
        capped=_of_capped(price.capped) if price.capped else None,
        shipping=price.shipping,
        total=price.total,
        to_pay=quote.to_pay,
        points_to_earn=quote.points,
    )


def _of_discount(cut: AppliedDiscount) -> QuoteDiscount:
    """Points have no code yet: the order draws one."""
    by_points = cut.code == POINTS_CODE
    return QuoteDiscount(
        kind="points" if by_points else cut.kind,
        label=cut.label,
        code=None if by_points else cut.code,
        amount=cut.amount,
    )


def _messages(quote: Quote, shop: Shop) -> list[QuoteMessage]:
    said = [
        QuoteMessage(text=offer_message(each, shop.currency), missing=each.missing)
        for each in quote.thresholds
    ]
    if capped := quote.price.capped:
        said.append(QuoteMessage(text=cap_message(capped, shop.currency)))
    return said


def of_advertised(each: AdvertisedOffer, shop: Shop) -> QuoteOffer:
    return QuoteOffer(
        label=each.label,
        steps=each.steps,
        ends_at=each.ends_at and each.ends_at.astimezone(shop.zone),
        early=each.early,
        audience=each.audience,
    )


def _of_capped(capped: CappedDiscount) -> QuoteCap:
    return QuoteCap(percent=capped.percent, before=capped.before, after=capped.after)


def _of_refusal(refusal: CodeRefusal, shop: Shop, said: Callable[..., str]) -> QuoteRefusal:
    return QuoteRefusal(
        code="points" if refusal.code == POINTS_CODE else refusal.code,
        reason=refusal.reason,
        message=said(refusal.reason, shop.currency, refusal.missing),
        missing=refusal.missing,
    )


def of_account(
    balance: Balance,
    progress: Progress | None,
    vouchers: Iterable[Voucher],
    wishes: int,
    *,
    customer: Customer,
    shop: Shop,
) -> AccountResponse:
    return AccountResponse(
        points=of_balance(balance, shop),
        tier=_of_progress(progress) if progress else None,
        vouchers=[of_voucher(voucher, shop) for voucher in vouchers],
        wishlist=WishlistSize(items=wishes),
        erased_at=customer.erased_at and customer.erased_at.astimezone(shop.zone),
    )


def of_words(words: WishlistWording) -> WishlistLabels:
    return WishlistLabels(page=words.page, button=words.button)


def of_wishes(wishes: Iterable[Wish], words: WishlistWording, shop: Shop) -> WishesResponse:
    items = [of_wish(wish, words, shop) for wish in wishes]
    return WishesResponse(words=of_words(words), items=items)


def of_wish(wish: Wish, words: WishlistWording, shop: Shop) -> WishDetail:
    return WishDetail(
        product=wish.product.external_id,
        list=words.name(wish.wishlist),
        quantity=wish.quantity,
        note=wish.note,
        priority=Wish.Priority(wish.priority).name.lower(),
        added_at=wish.added_at.astimezone(shop.zone),
    )


def _of_next(tier: Tier, missing: Decimal) -> NextTier:
    return NextTier(name=tier.name, min_spend=tier.minimum, missing=missing)


def _of_progress(progress: Progress) -> TierSummary:
    tier, following = progress.tier, progress.next
    return TierSummary(
        name=tier.name if tier else None,
        discount_percent=tier.group.discount_percent if tier else ZERO,
        spent=progress.spent,
        next=_of_next(following, progress.missing) if following else None,
        progress_percent=progress.percent,
    )


def of_tiers(offered: Iterable[OfferedTier]) -> TiersResponse:
    return TiersResponse(levels=[of_tier(each) for each in offered])


def of_tier(each: OfferedTier) -> TierDetail:
    tier, group = each.tier, each.tier.group
    return TierDetail(
        name=tier.name,
        min_spend=tier.minimum,
        discount_percent=group.discount_percent,
        points_multiplier=f"{group.points_multiplier:f}",
        free_shipping=group.free_shipping,
        colour=tier.colour,
        rights=list(each.rights),
    )


def of_movements(
    movements: "Sequence[Movement]", shop: Shop, *, page: int
) -> MovementsResponse:
    """One more than a page was asked for: it only says that there is a next one."""
    shown = movements[:page]
    return MovementsResponse(
        items=[_of_movement(movement, shop) for movement in shown],
        next=encode_cursor(shown[-1].number) if len(movements) > page else None,
    )


def _of_movement(movement: "Movement", shop: Shop) -> MovementDetail:
    order, voucher = movement.order, movement.voucher
    return MovementDetail(
        points=movement.points,
        balance=movement.balance,
        happened_at=movement.happened_at.astimezone(shop.zone),
        cause=MovementCause(
            kind=movement.kind,
            source=movement.source,
            order=order.external_id if order else None,
            reference=order.reference if order else None,
            voucher=voucher.code if voucher else None,
        ),
    )
