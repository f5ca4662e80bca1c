"""Which version of the rules applies, at one instant or for many orders at once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)

from core.rows import read
from earning.models import ActionTerms, BonusTerms, RuleVersion
from shop.models import Customer, Order, Shop


def rules_at(shop: Shop, instant: datetime) -> RuleVersion:
    """Answer the version in force; the first one covers all earlier time.

    Queries: 1, and one more each for its bonuses and its points for actions, where it has
    some and the caller reads them.
    """
    [[version, has_bonuses, has_actions]] = read(
        """
        SELECT {version},
               EXISTS (SELECT FROM earning_bonusterms WHERE version_id = version.id),
               EXISTS (SELECT FROM earning_actionterms WHERE version_id = version.id)
        FROM earning_ruleversion version
        WHERE shop_id = %(shop)s AND (effective_from <= %(instant)s OR number = 1)
        ORDER BY number DESC LIMIT 1
        """,
        {"shop": shop.pk, "instant": instant},
        version=RuleVersion,
    )
    version.shop = shop
    # Filling the cached properties with what is known to be empty saves their queries.
    if not has_bonuses:
        version.bonus_terms = []
    if not has_actions:
        version.action_terms = []
    return cast("RuleVersion", version)


# After every version that could be announced.
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


def latest(shop: Shop) -> RuleVersion:
    """The version that was saved last, whether it is in force yet or not.

    Queries: those of ``rules_at``.
    """
    return rules_at(shop, END_OF_TIME)


def upcoming(shop: Shop, now: datetime) -> RuleVersion | None:
    """The version that will be in force once all that is announced is. Queries: 1."""
    version = latest(shop)
    return version if version.effective_from > now else None


def with_coming_rules(rows: QuerySet[Customer], now: datetime) -> QuerySet[Customer]:
    """Add ``rules_from``: when announced rules of the customer's shop begin, else None."""
    last = RuleVersion.objects.filter(shop=OuterRef("shop")).order_by("-number")
    rows = rows.alias(last_from=Subquery(last.values("effective_from")[:1]))
    return rows.annotate(rules_from=Case(When(last_from__gt=now, then=F("last_from"))))


def is_overtaken(version: RuleVersion) -> bool:
    """Whether a later version takes its place before it is in force. Queries: 1."""
    later = RuleVersion.objects.filter(shop=version.shop_id, number__gt=version.number)
    return later.filter(effective_from__lte=version.effective_from).exists()


def rules_of(order: Order) -> RuleVersion:
    """Answer the version that settles the order: of when it first counted, or would."""
    return rules_at(order.shop, instant_of(order))


def instant_of(order: Order) -> datetime:
    """When the order first counted, or would have."""
    instant = order.qualified_at or order.paid_at or order.placed_at
    assert instant is not None, "a placeholder has no rules"
    return instant


class RulesByTime:
    """All versions of a shop, for work on many orders. As many queries as for one."""

    def __init__(self, shop: Shop) -> None:
        # Each says whether it has terms at all: where none has, the prefetch asks nothing.
        rows = RuleVersion.objects.filter(shop=shop).annotate(
            has_bonuses=Exists(BonusTerms.objects.filter(version=OuterRef("pk"))),
            has_actions=Exists(ActionTerms.objects.filter(version=OuterRef("pk"))),
        )
        self._versions = list(rows.order_by("number"))
        bonuses = BonusTerms.objects.order_by("priority")
        actions = ActionTerms.objects.order_by("pk")
        for has, relation, terms, attribute in [
            ("has_bonuses", "bonuses", bonuses, "bonus_terms"),
            ("has_actions", "actions", actions, "action_terms"),
        ]:
            having = [row for row in self._versions if getattr(row, has)]
            prefetch_related_objects(having, Prefetch(relation, terms, attribute))
            for row in self._versions:
                row.__dict__.setdefault(attribute, [])
        for version in self._versions:
            version.shop = shop

    @property
    def has_first_order(self) -> bool:
        """Whether a first order has ever earned something extra."""
        return any(version.earning.first_order for version in self._versions)

    def before(self, instant: datetime) -> RuleVersion:
        """The one in force until then: what begins at the instant is not."""
        return self.at(instant - timedelta(microseconds=1))

    def at(self, instant: datetime) -> RuleVersion:
        reached = [each for each in self._versions if each.effective_from <= instant]
        return reached[-1] if reached else self._versions[0]


def previous(version: RuleVersion) -> RuleVersion | None:
    rows = RuleVersion.objects.filter(shop=version.shop_id).select_related("shop")
    return rows.filter(number=version.number - 1).first()


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version that came into force, ``until`` the next one did: None for the current.

    ``versions`` are all that have come into force, the latest first.
    """

    version: RuleVersion
    until: datetime | None
    versions: list[RuleVersion]


def published(
    shop: Shop, now: datetime, number: int | None = None
) -> PublishedVersion | None:
    """The version in force, or the one of this number; None where it is not in force yet
    or does not exist. Queries: 2.
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
    return PublishedVersion(version, after[0] if after else None, versions)
