"""Move reminders along when two customers are merged, and back when they are unmerged.

What the one was sent, the other has been sent: nobody is written to twice for one trigger
key.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from reminders.models import Reminder
from shop.models import Customer


def on_merge(*, kept: Customer, absorbed: Customer) -> None:
    """Reminders keep their original owner. What both were sent stays with each."""
    # The constraint allows one reminder per customer, step and trigger key: where both have
    # one, the absorbed customer's stays behind.
    known = Reminder.objects.filter(
        customer=kept,
        campaign=OuterRef("campaign"),
        step=OuterRef("step"),
        trigger_key=OuterRef("trigger_key"),
        withdrawn_at=None,
    )
    moving = Reminder.objects.filter(~Exists(known), customer=absorbed)
    moving.filter(original_owner=None).update(original_owner=absorbed, customer=kept)
    moving.update(customer=kept)


def on_unmerge(*, kept: Customer, parting: Customer, merged_ids: Collection[int]) -> None:
    """``merged_ids``: the customers whose reminders go along, by primary key."""
    away = Reminder.objects.filter(customer=kept, original_owner__in=merged_ids)
    away.exclude(original_owner=parting).update(customer=parting)
    away.filter(original_owner=parting).update(customer=parting, original_owner=None)
