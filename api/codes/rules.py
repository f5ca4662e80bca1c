"""What a rule of the programme refuses, as a problem or inside a quote."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from api.codes.kinds import ExplainedCode

CONFLICT = (409,)

RULES: Mapping[str, ExplainedCode] = {
    "currency_mismatch": ExplainedCode(
        _("The amounts are in another currency than the shop’s, and no “rate” is stated."),
        _("State “rate”: units of the order’s currency for one of the shop’s."),
        CONFLICT,
    ),
    "no_account": ExplainedCode(
        _("The customer is a guest, was erased or has no e-mail address."),
        _("Offer an account first; do not show the link to guests."),
        CONFLICT,
    ),
    "not_a_member": ExplainedCode(
        _("Guests and erased customers hold no points."),
        _("Do not offer points to them; state the account once they open one."),
        CONFLICT,
    ),
    "not_enough_points": ExplainedCode(
        _("The account holds fewer points than were asked for."),
        _("Read the account again and offer at most what “convertible” says."),
        CONFLICT,
    ),
    "too_many_points": ExplainedCode(
        _("An account cannot hold that many points."),
        _("Check the number: nobody earns as much."),
        CONFLICT,
    ),
    "nothing_to_convert": ExplainedCode(
        _("The account holds fewer points than the smallest voucher takes."),
        _("Show the button only where “convertible” is above zero."),
        CONFLICT,
    ),
    "wrong_step": ExplainedCode(
        _("Points convert in steps, and this number is none."),
        _("Ask for a multiple of “step”, or leave the number out to convert all."),
        CONFLICT,
    ),
    "not_offered": ExplainedCode(
        _("The programme gives no points for this action at present."),
        _("Read “actions” of the programme and report only those that it names."),
        CONFLICT,
    ),
    "cap_reached": ExplainedCode(
        _("The customer has had the points of this action as often as it gives them."),
        _("Nothing: it is not owed. Do not repeat the call."),
        CONFLICT,
    ),
    "granted_otherwise": ExplainedCode(
        _("This source has already given the customer another number of points."),
        _("Use another source for another gift; correct a balance in the back-office."),
        CONFLICT,
    ),
    "has_no_lists": ExplainedCode(
        _("Only customers with an account keep wishes."),
        _("Keep the hearts of guests in your shop, and state them after the sign-in."),
        CONFLICT,
    ),
    "too_many_wishes": ExplainedCode(
        _("The customer’s list is full."),
        _("Say so to the customer: something must be taken off first."),
        CONFLICT,
    ),
    "too_many_webhooks": ExplainedCode(
        _("The shop has as many webhooks as it may have."),
        _("Delete one that is not needed any more."),
        CONFLICT,
    ),
    "cursor_expired": ExplainedCode(
        _("Events are kept for 30 days, and some after this cursor are gone."),
        _("Read the accounts that you show again, then go on without “after”."),
        CONFLICT,
    ),
    "wrong_customer": ExplainedCode(
        _("The code belongs to another customer; the sentence for them does not say so."),
        _("Show “message”; check that the cart names the customer who is signed in."),
        CONFLICT,
    ),
    "cancelled": ExplainedCode(
        _("The voucher or card was cancelled by the merchant."),
        _("Show “message” and take the code off the cart."),
        CONFLICT,
    ),
    "not_started": ExplainedCode(
        _("The code cannot be used yet: see “valid_from”."),
        _("Show “message”; the customer may come back later."),
        CONFLICT,
    ),
    "expired": ExplainedCode(
        _("The code is over: see “valid_until”."),
        _("Show “message” and take the code off the cart."),
        CONFLICT,
    ),
    "already_used": ExplainedCode(
        _("The code has been used as often as it may be, or nothing is left on the card."),
        _("Show “message” and take the code off the cart."),
        CONFLICT,
    ),
    "held": ExplainedCode(
        _("Another cart holds the code, for half an hour at most."),
        _("Show “message”; let holds go when a payment fails."),
        CONFLICT,
    ),
    "budget_spent": ExplainedCode(
        _("The offer’s budget is spent."),
        _("Show “message” and take the code off the cart."),
        CONFLICT,
    ),
    "insufficient_balance": ExplainedCode(
        _("There is less left on the gift card than was to be held."),
        _("Hold what the quote’s “payments” says, or leave the amount out."),
        CONFLICT,
    ),
    "below_minimum": ExplainedCode(
        _("The cart does not reach the voucher’s minimum yet; “missing” says by how much."),
        _("Show “message”: it is a reason to buy."),
    ),
    "no_eligible_product": ExplainedCode(
        _("The voucher is for other goods than those in the cart."),
        _("Show “message”; a key with “redeem” can read the voucher’s “goods”."),
    ),
    "not_combinable": ExplainedCode(
        _("The voucher cannot be added to the other discounts of the cart."),
        _("Show “message” and let the customer choose which code to keep."),
    ),
    "nothing_to_pay": ExplainedCode(
        _("Nothing is left to pay with the gift card: it stays as it is."),
        _("Take the card off the cart; nothing is lost."),
    ),
}
