from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from giftcards.models import GiftCard
from giftcards.phrases import card_refusal_sentence
from shop.actions.refusals import UnknownId
from vouchers.rules.cart import RefusalReason


class UnknownCard(UnknownId):
    def __init__(self, code: str) -> None:
        super().__init__(code, "gift_card")
        self.args = (card_refusal_sentence(RefusalReason.UNKNOWN, ""),)


class CardRefused(Refused):
    """``code`` is the reason. The sentence is for whoever wants to pay with the card."""

    def __init__(
        self, reason: RefusalReason, card: GiftCard, missing: Decimal | None = None
    ) -> None:
        said = {} if missing is None else {"missing": missing}
        super().__init__(card_refusal_sentence(reason, card.shop.currency, missing), **said)
        self.code = reason.value


class CardSpent(Refused):
    code = "already_used"

    def __init__(self, card: GiftCard) -> None:
        super().__init__(
            _("%(code)s is used up or over: there is nothing left to cancel.")
            % {"code": card.code}
        )


class CardCodeTaken(Invalid):
    code = "code_taken"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("%(code)s is the code of another gift card.") % {"code": code}, field="code"
        )


class NoCardTerms(Refused):
    code = "no_terms"

    def __init__(self) -> None:
        super().__init__(_("Say first how gift cards of this shop are made."))
