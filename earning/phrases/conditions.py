"""The conditions of the programme, as customers read them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from earning.models import RuleVersion
from earning.phrases.programme import sentences
from earning.queries.goods import NamedGoods

# Which sentences stand under which title, by subject.
_SECTIONS = {
    gettext_noop("Earning points"): [
        "earning",
        "tax",
        "shipping",
        "vouchers",
        "on_sale",
        "categories",
        "bonus",
        "action",
        "ceiling",
        "rounding",
    ],
    gettext_noop("When points are granted and clawed back"): [
        "granted",
        "cancelled",
        "debt",
    ],
    gettext_noop("How long points last"): ["pending", "validity", "notice", "returned"],
    gettext_noop("What points buy"): ["converting", "voucher"],
}


@dataclass(frozen=True, slots=True)
class ConditionsSection:
    title: str
    sentences: list[str]


def conditions(version: RuleVersion, goods: NamedGoods) -> list[ConditionsSection]:
    """Write the sections of a version's conditions. ``goods``: those of this version."""
    words = sentences(version, goods)
    return [
        ConditionsSection(
            _(title),
            [
                sentence
                for subject, sentence in words.items()
                if subject.partition(":")[0] in subjects and sentence
            ],
        )
        for title, subjects in _SECTIONS.items()
    ]
