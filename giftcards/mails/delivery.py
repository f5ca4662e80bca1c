"""The mail that brings a gift card to whom it is for, on the day that was chosen."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.days import last_day
from giftcards.models import GiftCard
from giftcards.queries.printing import printed_at
from mailing.mail_types import Declined, MailType, Placeholder, Prepared
from mailing.models import Mail, MailCategory

OVER = "card_over"


def source_of(card: GiftCard) -> str:
    return f"gift_card:{card.pk}"


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Fill each mail from its card as it is now. Declines those whose card was cancelled or
    spent meanwhile, or has expired. Queries: 1.
    """
    keys = {mail.pk: int(mail.source.split(":")[1]) for mail in mails}
    found = GiftCard.objects.select_related("shop").in_bulk(set(keys.values()))
    answers: dict[int, Prepared | Declined] = {}
    for mail, key in keys.items():
        card = found[key]
        if card.refusal(now) or not card.balance:
            answers[mail] = Declined(OVER)
            continue
        page = reverse("portal:card-print", args=[card.shop.code, printed_at(card)])
        answers[mail] = Prepared(
            {
                "recipient": card.recipient,
                "sender": card.sender or card.shop.name,
                "amount": f"{card.amount:.2f}",
                "valid_until": last_day(card.valid_until, card.shop.zone).isoformat(),
                "code": card.code,
                "message": card.message,
                "card_url": f"{settings.BASE_URL}{page}",
            }
        )
    return answers


GIFT_CARD = MailType(
    code="gift_card",
    label=_("Gift card, to whom it is for"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=Path(__file__).parent,
    placeholders={
        "recipient": Placeholder(_("whom the card is for, may be empty"), "text", "Julie"),
        "sender": Placeholder(_("who gives it; else the shop"), "text", "Alice"),
        "amount": Placeholder(_("amount of the card"), "money", "50.00"),
        "valid_until": Placeholder(_("last day of the card"), "date", "2027-05-01"),
        "code": Placeholder(_("code of the card"), "text", "CAD-7KQ4M2XD9AB"),
        "message": Placeholder(
            _("what the giver wrote, may be empty"), "text", "Bon anniversaire !"
        ),
        "card_url": Placeholder(
            _("page of the card to print"), "url", "https://www.example.com/carte-cadeau/"
        ),
    },
    prepare=prepare,
    reasons={OVER: _("The gift card was cancelled, spent or over.")},
)
