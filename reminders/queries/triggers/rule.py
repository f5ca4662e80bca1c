from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRule:
    """``rows`` answers (customer_id, step_id, place, trigger_key, cart_id, order_id,
    since).

    Of several rows of one customer the latest is the cause, and of one cause the row with
    the highest ``place``; where that has no step, he is not due. ``latest`` is False where
    there is one row for each anyhow.

    ``settled`` is a condition on the rows ``found`` and ``customer``: an order has settled
    the matter. ``beside`` are joins that it needs. In all of them ``{name}`` is a value of
    the campaign, and what ``narrow`` names narrows it to the customers ``{among}``;
    ``{besides}`` are reminders that count as if they were not there. Both are for the last
    question before mails go. ``values`` go beside it. ``guests``: to those without an
    account too.
    """

    rows: str
    narrow: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    latest: bool = False
    settled: str = "false"
    beside: str = ""
    guests: bool = False


def of_customer(owner: str) -> dict[str, str]:
    """``{only}``, after the column that says whose a row is."""
    return {"only": f"AND {owner} = ANY({{among}})"}


STEP = """
    JOIN reminders_campaignstep step ON step.campaign_id = {campaign} AND step.number = 1
"""
LATE_ENOUGH = "{now} - make_interval(hours => step.delay_hours)"


def told(customer: str, more: str = "") -> str:
    """The reminders of this campaign that a customer has had."""
    return f"""
        FROM reminders_reminder told
        WHERE told.campaign_id = {{campaign}} AND told.customer_id = {customer}
          AND told.withdrawn_at IS NULL AND told.id <> ALL({{besides}}) {more}
    """


def once(customer: str, trigger_key: str) -> str:
    return f"NOT EXISTS (SELECT {told(customer, f'AND told.trigger_key = {trigger_key}')})"


def rested(customer: str, more: str = "") -> str:
    """Never told, or so long ago that he may be again."""
    again = "AND ({repeat_after}::timestamptz IS NULL OR told.created_at > {repeat_after})"
    return f"NOT EXISTS (SELECT {told(customer, f'{again} {more}')})"


def times(customer: str, more: str = "") -> str:
    return f"(SELECT count(*) {told(customer, more)})"


# An order, whatever its state, that somebody has placed since an instant, under any of his
# ids: as a guest too, and however he writes his address.
_ORDERED = """(
    EXISTS (
        SELECT FROM shop_order placed
        WHERE placed.customer_id = customer.id AND placed.placed_at >= {since}
    ) OR customer.email <> '' AND (
        EXISTS (
            SELECT FROM shop_order placed
            WHERE placed.customer_id IS NULL AND placed.shop_id = customer.shop_id
              AND lower(placed.email) = lower(customer.email)
              AND placed.placed_at >= {since}
        ) OR EXISTS (
            SELECT FROM shop_customer twin
            JOIN shop_order placed ON placed.customer_id = twin.id
            WHERE twin.shop_id = customer.shop_id AND twin.id <> customer.id
              AND lower(twin.email) = lower(customer.email)
              AND placed.placed_at >= {since}
        )
    )
)"""


def ordered_since(instant: str) -> str:
    """A condition on the row ``customer``; ``instant`` is an expression."""
    return _ORDERED.format(since=instant)
