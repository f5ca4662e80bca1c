"""What a trigger rule is, and the SQL that several rules share.

All texts are fragments with holes: ``{name}`` is a value of the campaign
(``due.campaign_values``), ``{among}`` the customers a statement is restricted to, and
``{excluding}`` the reminders that count as if they had never been written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.sql import Fragment
from shop.persons import KEYS_OF_CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRule:
    """How the customers with something to be reminded of are found, for one aim.

    ``rows`` selects (customer_id, step_id, rank, trigger_key, cart_id, order_id, since). It
    has no WITH of its own: PostgreSQL would not merge it into the statement around it, but
    plan the two apart.

    With ``latest`` a customer may have several rows: the one with the latest ``since``
    counts, and among equals the highest ``rank``; where that row has no step, the customer
    is not due.

    ``already_ordered`` is a condition on the rows ``candidate`` and ``customer``: an order
    has made the reminder pointless. ``joins`` are the joins that it needs.

    ``narrow`` names further holes and the condition that each becomes where only the
    customers ``{among}`` are asked about; for a run they are empty. ``guests``: customers
    without an account are reminded too.
    """

    rows: Fragment
    narrow: Mapping[str, Fragment] = field(default_factory=dict)
    latest: bool = False
    already_ordered: Fragment = field(default_factory=lambda: Fragment("false"))
    joins: Fragment = field(default_factory=lambda: Fragment(""))
    guests: bool = False


def only(customer: str) -> dict[str, Fragment]:
    """Fill the hole ``{only}``; ``customer`` is the column that says whose a row is."""
    return {"only": Fragment("AND {customer} = ANY({among})").fill(customer=customer)}


FIRST_STEP = Fragment("""
    JOIN reminders_campaignstep step ON step.campaign_id = {campaign} AND step.number = 1
""")
LATE_ENOUGH = Fragment("{now} - make_interval(hours => step.delay_hours)")

_PREVIOUS = Fragment("""
    FROM reminders_reminder previous
    WHERE previous.campaign_id = {campaign} AND previous.customer_id = {customer}
      AND previous.withdrawn_at IS NULL AND previous.id <> ALL({excluding}) {condition}
""")


def previous(customer: str, condition: Fragment | str = "") -> Fragment:
    """FROM and WHERE of the reminders of this campaign that a customer has had.

    ``condition`` begins with AND, and speaks of ``previous``.
    """
    return _PREVIOUS.fill(customer=customer, condition=condition)


def never_reminded(customer: str, trigger_key: Fragment | str) -> Fragment:
    """Write a condition: the customer has had no reminder for this trigger key."""
    same = Fragment("AND previous.trigger_key = {key}").fill(key=trigger_key)
    return Fragment("NOT EXISTS (SELECT {rows})").fill(rows=previous(customer, same))


_RECENTLY = Fragment("""
    AND ({repeat_after}::timestamptz IS NULL OR previous.created_at > {repeat_after})
    {condition}
""")


def rested(customer: str, condition: Fragment | str = "") -> Fragment:
    """Write a condition: never reminded, or so long ago that it may happen again."""
    recent = previous(customer, _RECENTLY.fill(condition=condition))
    return Fragment("NOT EXISTS (SELECT {rows})").fill(rows=recent)


def times_reminded(customer: str, condition: Fragment | str = "") -> Fragment:
    """Write a value that numbers the trigger keys of what may happen again."""
    rows = previous(customer, condition)
    return Fragment("(SELECT count(*) {rows})").fill(rows=rows)


# Lookups by index instead of one join: a person may have ordered under this id, as a guest,
# or under another id with one of their addresses.
_ORDERED = Fragment("""(
    EXISTS (
        SELECT FROM shop_order placed
        WHERE placed.customer_id = customer.id AND placed.placed_at >= {since}
    ) OR EXISTS (
        SELECT FROM unnest({keys}) AS key
        WHERE key <> '' AND (EXISTS (
            SELECT FROM shop_order placed
            WHERE placed.customer_id IS NULL AND placed.shop_id = customer.shop_id
              AND placed.address_key = key AND placed.address_key <> ''
              AND placed.placed_at >= {since}
        ) OR EXISTS (
            SELECT FROM shop_customer twin
            JOIN shop_order placed ON placed.customer_id = twin.id
            WHERE twin.shop_id = customer.shop_id AND twin.id <> customer.id
              AND (twin.address_key = key AND twin.address_key <> ''
                   OR twin.proven_key = key AND twin.proven_key <> '')
              AND placed.placed_at >= {since}
        ))
    )
)""").fill(keys=KEYS_OF_CUSTOMER)


def ordered_since(instant: str) -> Fragment:
    """Write a condition on the row ``customer``: an order in any state was placed since
    ``instant``, an expression.
    """
    return _ORDERED.fill(since=instant)
