from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import link
from mailing.models import Mail
from reminders.models import Reminder
from reminders.phrases import refusal_sentence
from shop.admin import ScopedFilter, ShopScopedAdmin


@admin.register(Reminder)
class ReminderAdmin(ShopScopedAdmin[Reminder]):
    """Who was due, what became of it, and which voucher went along."""

    list_display = [
        "created_at",
        "customer_link",
        "campaign_link",
        "step_number",
        "outcome",
        "voucher_link",
    ]
    list_filter = [("campaign", ScopedFilter), "created_at", "held_out"]
    list_select_related = ["shop", "campaign", "customer", "step", "mail", "voucher"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["customer__email", "=customer__external_id", "=voucher__code"]
    search_help_text = _("E-mail, id in the shop, or code of a voucher")
    fields = [
        ("customer_link", "campaign_link", "step_number"),
        ("created_at", "outcome", "voucher_link"),
        ("trigger_key", "cart_link", "order_link"),
    ]

    @admin.display(description=_("customer"), ordering="customer__last_name")
    def customer_link(self, reminder: Reminder) -> str:
        return link(reminder.customer)

    @admin.display(description=_("campaign"), ordering="campaign__name")
    def campaign_link(self, reminder: Reminder) -> str:
        return link(reminder.campaign)

    @admin.display(description=_("step"), ordering="step__number")
    def step_number(self, reminder: Reminder) -> int:
        return reminder.step.number

    @admin.display(description=_("voucher"))
    def voucher_link(self, reminder: Reminder) -> str:
        return link(reminder.voucher)

    @admin.display(description=_("cart"))
    def cart_link(self, reminder: Reminder) -> str:
        return link(reminder.cart)

    @admin.display(description=_("order"))
    def order_link(self, reminder: Reminder) -> str:
        return link(reminder.order)

    @admin.display(description=_("what became of it"))
    def outcome(self, reminder: Reminder) -> str:
        if reminder.held_out:
            return refusal_sentence("held_out")
        mail = reminder.mail
        if mail is None:
            return str(Mail.State.DUE.label)
        if mail.reason and mail.state == Mail.State.REFUSED:
            return refusal_sentence(mail.reason)
        return str(Mail.State(mail.state).label)
