"""What customers are written about their tiers: up, down, and before they fall."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import BlockPlaceholder, MailType, Placeholder
from mailing.models import MailCategory

_TEXTS = Path(__file__).parent
_TIER = Placeholder(_("tier"), "text", "Argent")
_RIGHTS = Placeholder(
    _("advantages of the tier"), "text", "−10 % sur vos commandes\nLivraison offerte"
)
_VOUCHER = BlockPlaceholder(
    _("voucher of the tier"),
    "voucher",
    {
        "code": "NIV-7KQ4M2XD9A",
        "label": "Niveau Argent atteint",
        "amount": "20.00",
        "valid_until": "2026-08-31T22:00:00+00:00",
    },
)

TIER_UP = MailType(
    code="tier_up",
    label=_("A tier is reached"),
    category=MailCategory.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={"tier": _TIER, "rights": _RIGHTS},
    blocks={"voucher": _VOUCHER},
)
# The same with goods to use the rights on: an offer, so it asks for what offers ask.
TIER_UP_GOODS = MailType(
    code="tier_up_goods",
    label=_("A tier is reached, with products"),
    category=MailCategory.PROGRAMME,
    advertising=True,
    texts=_TEXTS,
    placeholders={"tier": _TIER, "rights": _RIGHTS},
    blocks={
        "voucher": _VOUCHER,
        "products": BlockPlaceholder(
            _("products at the tier’s price"),
            "products",
            [{"name": "Lampe Lune", "price": "36.00", "before": "40.00"}],
        ),
    },
)
TIER_DOWN = MailType(
    code="tier_down",
    label=_("A tier is lost"),
    category=MailCategory.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "tier": Placeholder(_("tier that was lost"), "text", "Argent"),
        "now": Placeholder(
            _("tier from now on, in a sentence"),
            "text",
            "Vous êtes désormais au niveau Bronze.",
        ),
        "cause": Placeholder(
            _("the cause, in a sentence"), "text", "Une commande a été remboursée."
        ),
        "missing": Placeholder(_("what leads back to it"), "money", "12.00"),
    },
)
TIER_NOTICE = MailType(
    code="tier_notice",
    label=_("A tier is about to be lost"),
    category=MailCategory.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "tier": _TIER,
        "missing": Placeholder(_("what keeps the tier"), "money", "12.00"),
        "until": Placeholder(_("last day to keep it"), "date", "2027-01-31"),
    },
)
MAIL_TYPES = [TIER_UP, TIER_UP_GOODS, TIER_DOWN, TIER_NOTICE]
