"""What customers are written about their levels: up, down, and before they fall."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mailing.kinds import Block, Category, Kind, Placeholder

_TEXTS = Path(__file__).parent
_LEVEL = Placeholder(_("level"), "text", "Argent")
_RIGHTS = Placeholder(
    _("advantages of the level"), "text", "−10 % sur vos commandes\nLivraison offerte"
)
_BON = Block(
    _("voucher of the level"),
    "voucher",
    {
        "code": "NIV-7KQ4M2XD9A",
        "label": "Niveau Argent atteint",
        "amount": "20.00",
        "valid_until": "2026-08-31T22:00:00+00:00",
    },
)

LEVEL_UP = Kind(
    code="level_up",
    label=_("A level is reached"),
    category=Category.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={"level": _LEVEL, "rights": _RIGHTS},
    blocks={"voucher": _BON},
)
# The same with goods to use the rights on: an offer, so it asks for what offers ask.
LEVEL_UP_GOODS = Kind(
    code="level_up_goods",
    label=_("A level is reached, with products"),
    category=Category.PROGRAMME,
    advertising=True,
    texts=_TEXTS,
    placeholders={"level": _LEVEL, "rights": _RIGHTS},
    blocks={
        "voucher": _BON,
        "products": Block(
            _("products at the level’s price"),
            "products",
            [{"name": "Lampe Lune", "price": "36.00", "before": "40.00"}],
        ),
    },
)
LEVEL_DOWN = Kind(
    code="level_down",
    label=_("A level is lost"),
    category=Category.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "level": Placeholder(_("level that was lost"), "text", "Argent"),
        "now": Placeholder(
            _("level from now on, in a sentence"),
            "text",
            "Vous êtes désormais au niveau Bronze.",
        ),
        "cause": Placeholder(
            _("the cause, in a sentence"), "text", "Une commande a été remboursée."
        ),
        "missing": Placeholder(_("what leads back to it"), "money", "12.00"),
    },
)
LEVEL_NOTICE = Kind(
    code="level_notice",
    label=_("A level is about to be lost"),
    category=Category.PROGRAMME,
    advertising=False,
    texts=_TEXTS,
    placeholders={
        "level": _LEVEL,
        "missing": Placeholder(_("what keeps the level"), "money", "12.00"),
        "until": Placeholder(_("last day to keep it"), "date", "2027-01-31"),
    },
)
KINDS = [LEVEL_UP, LEVEL_UP_GOODS, LEVEL_DOWN, LEVEL_NOTICE]
