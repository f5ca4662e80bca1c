from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class VoucherUse(models.Model):
    """An order that has a voucher. It goes when the order is cancelled, or no longer names
    it.

    ``group_percent`` is the group's discount when the order came to have it: what the
    voucher was worth must not change with the customer's group.
    ``purchase`` is that of its order: parts of one purchase have a voucher once. Of two
    purchases that name one code the one with the earlier claim has it: ``claimed_at``,
    then ``stated_at``; see ``shop.rules.Claim``.
    """

    voucher = models.ForeignKey("vouchers.Voucher", models.PROTECT, related_name="uses")
    order = models.ForeignKey(
        "shop.Order", models.PROTECT, related_name="+", verbose_name=_("order")
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=12,
        decimal_places=2,
        help_text=_("What it took off the order’s goods."),
    )
    group_percent = models.DecimalField(
        _("discount of the group in percent"), max_digits=5, decimal_places=2
    )
    used_at = models.DateTimeField(_("used"))
    purchase = models.CharField(max_length=130, blank=True, editable=False)
    claimed_at = models.DateTimeField(db_default=Now(), editable=False)
    stated_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("use of a voucher")
        verbose_name_plural = _("uses of vouchers")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "voucher"], name="voucher_once_per_order"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="voucher_use_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.order_id}"


class RefusedCode(models.Model):
    """A code that an order names and could not use. The order stands; staff look at it.

    ``claimed_at`` and ``stated_at`` as for a use: who comes next when the code is free.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    order = models.ForeignKey(
        "shop.Order",
        models.PROTECT,
        related_name="+",
        verbose_name=_("order"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=50)
    reason = models.CharField(_("reason"), max_length=30)
    claimed_at = models.DateTimeField(db_default=Now(), editable=False)
    stated_at = models.DateTimeField(db_default=Now(), editable=False)
    recorded_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("refused code")
        verbose_name_plural = _("refused codes")
        constraints = [
            models.UniqueConstraint("order", Upper("code"), name="code_refused_once"),
            SameShop("order", name="refused_code_order_same_shop"),
        ]
        indexes = [
            # Who waits for a code is asked whenever it becomes free.
            models.Index(models.F("shop"), Upper("code"), name="refused_code_by_code"),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherHold(models.Model):
    """A cart that keeps a voucher for itself, until then. An order does not mind.

    ``cart`` is the shop's own id: the cart itself need not have been stated.
    """

    voucher = models.ForeignKey("vouchers.Voucher", models.PROTECT, related_name="holds")
    cart = models.CharField(_("cart"), max_length=100)
    customer = models.ForeignKey(
        "shop.Customer",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("customer"),
    )
    expires_at = models.DateTimeField(_("until"), db_index=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(
                fields=["voucher", "cart"], name="voucher_held_once_per_cart"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.cart}"
