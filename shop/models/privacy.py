from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class CustomerLook(models.Model):
    """A member of staff has opened the page of a customer: once a day each."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("shop"),
    )
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name=_("customer"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("look at a customer")
        verbose_name_plural = _("looks at customers")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "user", "day"], name="customer_look_once_a_day"
            ),
            SameShop("customer", name="customer_look_same_shop"),
        ]
        indexes = [models.Index(fields=["day"], name="customer_look_by_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}"


class RetentionNotice(models.Model):
    """Nobody has heard of this customer for years: they are told, and erased at ``due_at``.

    Any contact meanwhile drops the row.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    customer = models.OneToOneField(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        db_constraint=False,
        verbose_name=_("customer"),
    )
    noticed_at = models.DateTimeField(_("told"))
    due_at = models.DateTimeField(_("to be erased"))

    class Meta:
        verbose_name = _("notice of an erasure for silence")
        verbose_name_plural = _("notices of erasures for silence")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("noticed_at")),
                name="retention_notice_gives_time",
            ),
            SameShop("customer", name="retention_notice_same_shop"),
        ]
        indexes = [models.Index(fields=["due_at"], name="retention_notice_due")]

    def __str__(self) -> str:
        return f"{self.customer_id}, {self.due_at}"
