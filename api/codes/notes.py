"""What may be odd about an order that was taken in all the same."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from api.codes.kinds import ExplainedCode
from shop.rules import notes

_STAFF = _("Nothing to repeat: staff see it. More than a rounding cent is worth a look.")

NOTES: Mapping[str, ExplainedCode] = {
    notes.REFUND_ABOVE_PAID: ExplainedCode(
        _("More was given back than had been paid; it counts up to what was paid."), _STAFF
    ),
    notes.MORE_RETURNED_THAN_BOUGHT: ExplainedCode(
        _("More pieces came back than were bought; they count up to what was bought."),
        _STAFF,
    ),
    notes.EMAIL_UNUSABLE: ExplainedCode(
        _("No mail can be sent to the order’s address; it was left out."),
        _("Nothing to repeat. State it again once the customer has corrected it."),
    ),
    notes.DISCOUNT_ABOVE_GOODS: ExplainedCode(
        _("The discount is larger than the goods; it counts up to what they cost."), _STAFF
    ),
    notes.LINE_DISCOUNTS_ABOVE_DISCOUNT: ExplainedCode(
        _("The lines’ discounts come to more than the order’s; the lines are believed."),
        _("State “discount” of the order as the sum of all discounts on goods."),
    ),
    notes.TOTAL_DIFFERS: ExplainedCode(
        _("“total” is not the sum of goods, shipping and fees less the discount."),
        _("State shipping as charged, fees under “fees”, and all discounts on goods."),
    ),
    notes.POINTS_NOT_SPENT: ExplainedCode(
        _("“points_spent” names points that the customer does not have any more."),
        _("Quote again right before the payment; the order stands as it is."),
    ),
    notes.GIFT_CARDS_ABOVE_TOTAL: ExplainedCode(
        _("The gift cards have paid more than the order comes to."), _STAFF
    ),
    notes.GIFT_CARD_REFUND_ABOVE_PAID: ExplainedCode(
        _("More was given back to a gift card than it had paid."), _STAFF
    ),
    notes.GIFT_CARD_PAID_BY_GIFT_CARD: ExplainedCode(
        _("A gift card was bought with another gift card."), _STAFF
    ),
    notes.REFUNDED_GIFT_CARD_SPENT: ExplainedCode(
        _("The order gave a gift card back of which something had been spent."), _STAFF
    ),
}
