from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PushedCode(models.Model):
    """A voucher as the connected shop knows it, and what is to be done about it.

    ``uses`` is how often we knew it to be used when the shop last agreed; ``owner`` for
    whom it was made there. Without ``due_at`` a task that has failed waits for somebody.
    """

    class Task(models.TextChoices):
        NONE = "", _("nothing")
        PUSH = "push", _("make it in the shop")
        REVIVE = "revive", _("let it be used again")
        REVOKE = "revoke", _("take it out of the shop")

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="codes"
    )
    voucher = models.ForeignKey(
        "vouchers.Voucher", models.PROTECT, related_name="+", verbose_name=_("voucher")
    )
    owner = models.ForeignKey(
        "shop.Customer", models.PROTECT, related_name="+", null=True, db_index=False
    )
    external_id = models.CharField(_("id in the shop"), max_length=100, blank=True)
    uses = models.PositiveIntegerField(_("times used"), default=0)
    task = models.CharField(_("to do"), max_length=10, choices=Task, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("next attempt"), null=True)
    pushed_at = models.DateTimeField(_("in the shop since"), null=True)

    class Meta:
        verbose_name = _("voucher in a connected shop")
        verbose_name_plural = _("vouchers in connected shops")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "voucher"], name="pushed_code_once"
            ),
            models.CheckConstraint(
                condition=Q(external_id="", pushed_at=None)
                | ~Q(external_id="") & Q(pushed_at__isnull=False),
                name="pushed_code_has_an_id",
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "due_at"],
                condition=~Q(task=""),
                name="pushed_code_due",
            ),
            models.Index(
                fields=["connection", "external_id"],
                condition=~Q(external_id=""),
                name="pushed_code_by_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.external_id}"


class PushedGroup(models.Model):
    """A tier's group as the connected shop knows it: by what name and for what discount."""

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="groups"
    )
    group = models.ForeignKey(
        "shop.CustomerGroup", models.PROTECT, related_name="+", verbose_name=_("group")
    )
    external_id = models.CharField(_("id in the shop"), max_length=100)
    name = models.CharField(_("name"), max_length=100)
    percent = models.DecimalField(_("discount"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("group in a connected shop")
        verbose_name_plural = _("groups in connected shops")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "group"], name="pushed_group_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "external_id"], name="pushed_group_id_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PushedTier(models.Model):
    """The group of a tier that a customer is in, in the connected shop; ``former`` is the
    group of the shop's own that counted before, and counts again after.
    """

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="+"
    )
    customer = models.ForeignKey(
        "shop.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    group = models.ForeignKey(
        "shop.CustomerGroup",
        models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("group"),
    )
    former = models.CharField(_("group before"), max_length=100, blank=True)
    waiting = models.BooleanField(_("to be done"), default=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("next attempt"), null=True)

    class Meta:
        verbose_name = _("tier in a connected shop")
        verbose_name_plural = _("tiers in connected shops")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "customer"], name="pushed_tier_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["connection", "due_at"],
                condition=Q(waiting=True),
                name="pushed_tier_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.group_id}"
