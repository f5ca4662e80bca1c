"""« Envoyer à un ami »: one article, in the sender's words, from the shop."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder
from mailing.models import MailCategory

RECOMMENDATION = MailType(
    code="recommendation",
    label=_("Article sent to a friend"),
    category=MailCategory.REFERRALS,
    advertising=True,
    texts=Path(__file__).parent,
    placeholders={
        "sender": Placeholder(_("name of the sender"), "text", "Julie"),
        "friend": Placeholder(_("name of the friend"), "text", "Thomas"),
        "message": Placeholder(
            _("what the sender writes, may be empty"), "text", "Il irait si bien chez toi"
        ),
        "product": Placeholder(_("name of the article"), "text", "Vase boule"),
        "product_url": Placeholder(
            _("page of the article"), "url", "https://www.example.com/vase-boule"
        ),
    },
    blocks={
        "article": BlockPlaceholder(
            _("the article with its picture"),
            "products",
            [
                {
                    "name": "Vase boule",
                    "url": "https://www.example.com/vase-boule",
                    "image": "",
                    "price": "36.00",
                }
            ],
        ),
    },
)
MAIL_TYPES = [RECOMMENDATION]
