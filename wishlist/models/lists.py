from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import SameShop


class Wishlist(models.Model):
    """A list of a customer. Favourites go to their default list, which cannot be removed.

    Without a name it is called what the shop calls such a list. ``share_key`` stands in
    the secret address of one that is shared. ``original_owner`` is the customer who made
    it, where they were merged into ``customer``: their default list is an ordinary one
    until the merge is undone.
    Removed ones can be brought back for a while.
    """

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
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
        editable=False,
        db_constraint=False,
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    default = models.BooleanField(_("default list"), default=False)
    share_key = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001 -- unique where there is one
    created_at = models.DateTimeField(_("created"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish list")
        verbose_name_plural = _("wish lists")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(default=True, original_owner=None),
                name="wishlist_default_once",
            ),
            models.CheckConstraint(
                condition=Q(default=False)
                | Q(original_owner__isnull=False)
                | Q(removed_at=None),
                name="wishlist_default_stays",
            ),
            models.CheckConstraint(
                condition=Q(default=True) | ~Q(name=""), name="wishlist_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(share_key=None) | Q(removed_at=None),
                name="wishlist_removed_is_private",
            ),
            models.CheckConstraint(
                condition=~Q(share_key=""), name="wishlist_share_key_not_empty"
            ),
            models.CheckConstraint(
                condition=~Q(original_owner=F("customer")),
                name="wishlist_original_owner_is_another",
            ),
            SameShop("customer", name="wishlist_customer_same_shop"),
            SameShop("original_owner", name="wishlist_original_owner_same_shop"),
        ]
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="wishlist_to_purge",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{_('wish list')} {self.pk}"

    @property
    def is_default(self) -> bool:
        """Of its customer today: not that of somebody merged into them."""
        return self.default and self.original_owner_id is None
