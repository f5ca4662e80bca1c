from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class MailRefusal(models.TextChoices):
    """Why somebody is not written to. A mail type may have further reasons of its own."""

    ERASED = "erased", _("The account was erased.")
    NO_ADDRESS = "no_address", _("There is no e-mail address.")
    BOUNCED = "bounced", _("The address does not exist, or refuses our mails.")
    COMPLAINED = "complained", _("Reported our mails as unwanted.")
    STOPPED = "stopped", _("Asked not to be written to any more.")
    UNSUBSCRIBED = "unsubscribed", _("Has unsubscribed from these mails.")
    NO_CONSENT = "no_consent", _("Has neither bought nor agreed to receive offers.")
    CAPPED = "capped", _("Has already received as many offers as your settings allow.")
    TOO_LATE = "too_late", _("It could not be sent in time.")
    RETURNED = "returned", _("The mail came back.")
    REJECTED = "rejected", _("The mail server refuses it.")
    GAVE_UP = "gave_up", _("The mail server could not be reached in time.")


class Mail(models.Model):
    """One mail to one person. The rows that are due are the queue.

    ``source`` is its cause, once per shop. ``customer`` is the id it was queued for, which
    may be merged before it is sent; ``email`` and ``language`` keep where it went and how.
    A recipient who is no customer is known by ``email``; without ``keep_address`` only its
    hash stays once the mail has gone.
    ``due_at`` is when it is to be sent; of a claimed one, when its worker counts as lost.
    ``not_after`` is when it is no longer worth sending.
    ``attempts`` tells one claim from the next (see ``save_outcomes``). ``prepared_at`` is
    when its type's ``prepare`` first agreed. ``answer`` is what the mail server said.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Came back")
        REFUSED = "refused", _("Not sent")

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    mail_type = models.CharField(_("kind"), max_length=40)
    advertising = models.BooleanField(_("advertising"))
    source = models.CharField(_("cause"), max_length=200)
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
        db_constraint=False,
    )
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, blank=True)
    reply_to = models.EmailField(_("reply to"), max_length=254, blank=True)
    keep_address = models.BooleanField(default=True, editable=False)
    address_hash = models.BinaryField(max_length=16, null=True, editable=False)
    values = models.JSONField(_("values"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    answer = models.CharField(_("answer of the server"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("to be sent"))
    not_after = models.DateTimeField(_("not after"))
    prepared_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "source"], name="mail_source_once_per_shop"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(mail_type=""), name="mail_has_cause_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False)
                | ~Q(email="")
                | Q(address_hash__isnull=False),
                name="mail_is_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "bounced"], sent_at__isnull=False)
                | Q(state__in=["due", "claimed", "failed", "refused"], sent_at=None),
                name="mail_sent_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "bounced", "refused"]) | ~Q(reason=""),
                name="mail_not_received_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(attempts__gt=0),
                name="mail_claimed_by_an_attempt",
            ),
            SameShop("customer", name="mail_customer_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=["due", "claimed"]),
                name="mail_by_due_time",
            ),
            models.Index(
                fields=["customer", "-queued_at"],
                condition=Q(customer__isnull=False),
                name="mail_by_customer",
            ),
            models.Index(
                fields=["provider_id"],
                condition=~Q(provider_id=""),
                name="mail_by_provider_id",
            ),
            models.Index(
                fields=["address_hash"],
                condition=Q(address_hash__isnull=False),
                name="mail_by_address",
            ),
            models.Index(
                fields=["shop", "queued_at"],
                condition=Q(state="failed"),
                name="mail_that_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mail_type}: {self.source}"
