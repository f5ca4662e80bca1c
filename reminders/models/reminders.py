from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class ReminderRefusal(models.TextChoices):
    """Why somebody who is due is not written to, beside the reasons of the mailing."""

    ORDERED = "ordered", _("Has ordered meanwhile.")
    HELD_OUT = "held_out", _("Held out by lot, to compare.")
    WAITING = "waiting", _("Another offer is still waiting to go.")
    ANOTHER = "another", _("Gets another mail that comes first.")
    BUDGET = "budget", _("The budget of the campaign is spent.")
    HOURS = "hours", _("The campaign does not write at this hour.")
    OFF = "off", _("The campaign has been turned off.")
    NO_LONGER = "no_longer", _("The trigger is no longer there.")


class Reminder(models.Model):
    """A customer who was due, once: written to, or held out by lot.

    ``trigger_key`` names what made them due, once per campaign and step: a cart, an order,
    a year. ``since`` is when that happened. ``mail`` and ``voucher`` are known once the
    mail was claimed; until then the mail is the one with the source ``reminder:{pk}``. A
    reminder with ``withdrawn_at`` no longer counts: the customer can be due again.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    campaign = models.ForeignKey(
        "reminders.Campaign", models.PROTECT, related_name="+", verbose_name=_("campaign")
    )
    step = models.ForeignKey(
        "reminders.CampaignStep", models.PROTECT, related_name="+", verbose_name=_("step")
    )
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
        db_constraint=False,
    )
    original_owner = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        help_text=_("Whom it was for, where they have been merged."),
        db_constraint=False,
    )
    trigger_key = models.CharField(_("trigger"), max_length=60)
    cart = models.ForeignKey(
        "shop.Cart",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,  # the index below has one
        verbose_name=_("cart"),
    )
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("order"),
        db_constraint=False,
    )
    since = models.DateTimeField(_("trigger of"), null=True, blank=True)
    held_out = models.BooleanField(_("held out"), default=False)
    mail = models.ForeignKey(
        "mailing.Mail",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("mail"),
    )
    voucher = models.ForeignKey(
        "vouchers.Voucher",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("voucher"),
        db_constraint=False,
    )
    created_at = models.DateTimeField(_("chosen"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "customer", "trigger_key", "step"],
                condition=Q(withdrawn_at=None),
                name="reminder_once_per_trigger",
            ),
            models.UniqueConstraint(
                fields=["voucher"],
                condition=Q(voucher__isnull=False),
                name="reminder_of_its_own_voucher",
            ),
            models.UniqueConstraint(
                fields=["mail"],
                condition=Q(mail__isnull=False),
                name="reminder_of_its_own_mail",
            ),
            models.CheckConstraint(
                condition=Q(held_out=False) | Q(mail=None, voucher=None),
                name="reminder_held_out_gets_nothing",
            ),
            models.CheckConstraint(
                condition=Q(voucher=None) | Q(mail__isnull=False),
                name="reminder_voucher_is_sent",
            ),
            SameShop("customer", name="reminder_customer_same_shop"),
            SameShop("original_owner", name="reminder_original_owner_same_shop"),
            SameShop("order", name="reminder_order_same_shop"),
            SameShop("voucher", name="reminder_voucher_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["cart"], condition=Q(cart__isnull=False), name="reminder_by_cart"
            ),
            models.Index(fields=["campaign", "created_at"], name="reminder_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.trigger_key}"
