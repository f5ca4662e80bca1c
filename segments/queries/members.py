import re
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from segments.models import Segment
from segments.queries.membership import membership
from segments.rules import Criteria
from shop.models import Customer

_NAMED = re.compile(r"%\((\w+)\)s")


def members(criteria: Criteria, now: datetime) -> QuerySet[Customer]:
    """One query, whatever is asked of them."""
    condition = membership(criteria, now)
    names = _NAMED.findall(condition.sql)
    keys = RawSQL(  # noqa: S611 -- our own text; values are passed beside it
        f"SELECT customer.id FROM shop_customer customer WHERE {_NAMED.sub('%s', condition.sql)}",  # noqa: S608, E501
        [condition.values[name] for name in names],
    )
    return Customer.objects.filter(pk__in=keys)


def count(criteria: Criteria, now: datetime) -> int:
    return members(criteria, now).count()


def sample(criteria: Criteria, now: datetime, most: int = 10) -> list[Customer]:
    """Some of them, those who registered last first."""
    found = members(criteria, now).order_by("-registered_at", "-pk")
    return list(found.select_related("shop", "shop_group")[:most])


def holds(segments: Sequence[Segment], customer: Customer, now: datetime) -> set[int]:
    """Keys of those segments that the customer is in. One query, beside the criteria."""
    if not segments:
        return set()
    asked = [
        membership(segment.criteria, now, name=f"segment{segment.pk}")
        for segment in segments
    ]
    sql = ", ".join(condition.sql for condition in asked)
    values = {name: value for each in asked for name, value in each.values.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM shop_customer customer WHERE id = %(customer)s",  # noqa: S608 -- our own text
            values | {"customer": customer.pk},
        )
        answers = cursor.fetchone() or [False] * len(segments)
    return {segment.pk for segment, yes in zip(segments, answers, strict=True) if yes}
