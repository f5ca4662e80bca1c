"""What customers are written about conditions that change, before they do."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from earning.models import RuleVersion
from earning.phrases.programme import changes, sentences
from earning.queries.goods import named_goods
from earning.queries.versions import is_overtaken, rules_at
from mailing.mail_types import Declined, MailType, Placeholder, Prepared
from mailing.models import Mail, MailCategory
from mailing.queries.links import absolute_url

OVERTAKEN = "overtaken"


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Say what changes, in the language of each mail; nothing of a version that another
    has taken the place of since. Queries: about 4 a version and language.
    """
    found: dict[int, Prepared | Declined] = {}
    told: dict[tuple[int, str], Prepared | Declined] = {}
    for mail in mails:
        key = int(str(mail.values["version"])), mail.language
        if key not in told:
            told[key] = _told(*key, now)
        found[mail.pk] = told[key]
    return found


def _told(pk: int, language: str, now: datetime) -> Prepared | Declined:
    version = RuleVersion.objects.select_related("shop").get(pk=pk)
    if is_overtaken(version):
        return Declined(OVERTAKEN)
    before = rules_at(version.shop, now)
    with override(language):
        pairs = changes(
            sentences(before, named_goods(before)), sentences(version, named_goods(version))
        )
        lines = [
            new or str(_("No longer: %(sentence)s") % {"sentence": old})
            for old, new in pairs
        ]
    return Prepared(
        {
            "day": version.effective_from.isoformat(),
            "changes": "\n".join(lines),
            "conditions_url": absolute_url("portal:conditions", version.shop.code),
        }
    )


CONDITIONS_CHANGED = MailType(
    code="conditions_changed",
    label=_("Conditions of the programme: they will change"),
    category=MailCategory.SERVICE,
    advertising=False,
    texts=Path(__file__).parent,
    placeholders={
        "day": Placeholder(
            _("day from which they hold"), "date", "2026-12-31T23:00:00+00:00"
        ),
        "changes": Placeholder(
            _("what will hold then, a sentence each"),
            "text",
            "€20.00 spent give 1 point worth €0.50.",
        ),
        "conditions_url": Placeholder(
            _("page of the conditions"), "url", "https://www.example.com/conditions/"
        ),
    },
    prepare=prepare,
    reasons={OVERTAKEN: _("Other conditions have taken their place meanwhile.")},
)
MAIL_TYPES = [CONDITIONS_CHANGED]
