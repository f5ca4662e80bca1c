"""The conditions of the programme, as customers read them: one version at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from points.models import RuleVersion
from points.queries.entitlement import rules_at
from points.queries.programme import sentences
from shop.models import Shop

# Which sentences stand under which title, by subject.
_CHAPTERS = {
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
    gettext_noop("When points are granted and taken back"): [
        "granted",
        "cancelled",
        "debt",
    ],
    gettext_noop("How long points last"): ["pending", "validity", "notice", "given_back"],
    gettext_noop("What points buy"): ["converting", "voucher"],
}


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Conditions:
    """A version in words, ``until`` the next one came; None where it is in force."""

    version: RuleVersion
    until: datetime | None
    chapters: list[Chapter]
    versions: list[RuleVersion]


def conditions(shop: Shop, now: datetime, number: int | None = None) -> Conditions | None:
    """Those in force, or the version of that number; None where it is not there (yet).

    ``versions`` are all that have come into force, the latest first.
    """
    versions = list(
        RuleVersion.objects.filter(shop=shop, number__lte=rules_at(shop, now).number)
        .select_related("shop")
        .order_by("-number")
    )
    shown = versions[0].number if number is None else number
    version = next((each for each in versions if each.number == shown), None)
    if version is None:
        return None
    after = [each.effective_from for each in versions if each.number == shown + 1]
    return Conditions(version, after[0] if after else None, _chapters(version), versions)


def _chapters(version: RuleVersion) -> list[Chapter]:
    said = sentences(version)
    return [
        Chapter(
            _(title),
            [
                sentence
                for subject, sentence in said.items()
                if subject.partition(":")[0] in subjects and sentence
            ],
        )
        for title, subjects in _CHAPTERS.items()
    ]
