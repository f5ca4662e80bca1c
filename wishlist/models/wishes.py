from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MAX_QUANTITY = 99


class Wish(models.Model):
    """A product on a list, once. Removed, it can be restored as it was for a while.

    ``price_watched`` and ``stock_watched``: from when on a drop in price, or a return to
    stock, is news. What came before was not asked for, or has been told.
    """

    class Priority(models.IntegerChoices):
        HIGH = 1, _("Very much wished")
        NORMAL = 2, _("Wished")
        LOW = 3, _("One day, perhaps")

    # A wish is part of its list and goes with it.
    wishlist = models.ForeignKey(
        "wishlist.Wishlist",
        models.CASCADE,
        related_name="wishes",
        verbose_name=_("wish list"),
    )
    product = models.ForeignKey(
        "shop.Product", models.PROTECT, related_name="+", verbose_name=_("product")
    )
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    note = models.CharField(_("note"), max_length=300, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    price_watched = models.DateTimeField(null=True, editable=False)
    stock_watched = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["wishlist", "product"], name="wish_once"),
            models.CheckConstraint(
                condition=Q(quantity__range=(1, MAX_QUANTITY)), name="wish_has_some"
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 3)), name="wish_priority_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="wish_to_purge",
            ),
            models.Index(
                fields=["product"],
                condition=Q(removed_at=None)
                & (Q(price_watched__isnull=False) | Q(stock_watched__isnull=False)),
                name="wish_watched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"


class GiftPledge(models.Model):
    """The mark that a visitor with the link gives one piece. The owner never sees it.

    ``giver`` is a random number in the visitor's browser: whoever has it can remove the
    mark, and it names nobody.
    """

    # A mark means nothing without what it is on.
    wish = models.ForeignKey(Wish, models.CASCADE, related_name="pledges")
    giver = models.UUIDField()
    pledged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.UniqueConstraint(
                fields=["wish", "giver"], name="gift_pledge_once_per_giver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish_id}: {self.giver}"
