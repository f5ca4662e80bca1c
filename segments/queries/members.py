"""Who is in a segment, and which segments a customer is in."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from core.sql import Fragment, expression, fetch, joined
from segments.models import Segment
from segments.queries.membership import membership
from segments.rules import Criteria
from shop.models import Customer

_MEMBERS = Fragment("SELECT customer.id FROM shop_customer customer WHERE {member}")


def members(criteria: Criteria, now: datetime) -> QuerySet[Customer]:
    """Costs one query, whatever the criteria."""
    statement = _MEMBERS.fill(member=membership(criteria, now))
    return Customer.objects.filter(pk__in=expression(statement))


def count(criteria: Criteria, now: datetime) -> int:
    """Queries: 1."""
    return members(criteria, now).count()


def sample(criteria: Criteria, now: datetime, most: int = 10) -> list[Customer]:
    """At most ``most`` of the members, those who registered last first. Queries: 1."""
    found = members(criteria, now).order_by("-registered_at", "-pk")
    return list(found.select_related("shop", "shop_group")[:most])


_HOLDS = Fragment("SELECT {members} FROM shop_customer customer WHERE id = %(customer)s")


def holds(segments: Sequence[Segment], customer: Customer, now: datetime) -> set[int]:
    """Answer the primary keys of those segments that the customer is in. Queries: 1, and
    those of the criteria.
    """
    if not segments:
        return set()
    asked = [
        membership(segment.criteria, now, name=f"segment{segment.pk}")
        for segment in segments
    ]
    statement = _HOLDS.fill(members=joined(", ", asked)).given(customer=customer.pk)
    answers = next(iter(fetch(statement)), [False] * len(segments))
    return {segment.pk for segment, yes in zip(segments, answers, strict=True) if yes}
