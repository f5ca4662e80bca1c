from django.db import models
from django.utils.translation import gettext_lazy as _


class TierDraft(models.Model):
    """Tiers as a shop may want them: looked at, not yet in force."""

    shop = models.OneToOneField(
        "shop.Shop",
        models.PROTECT,
        primary_key=True,
        related_name="+",
        verbose_name=_("shop"),
    )
    plan = models.JSONField()
    author = models.CharField(_("author"), max_length=50)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft of tiers")
        verbose_name_plural = _("drafts of tiers")

    def __str__(self) -> str:
        return str(self.shop)


class TierChange(models.Model):
    """The tiers of a shop were changed: what they were, what they are. Append-only.

    ``grandfathered``: nobody fell by it. ``undoes`` is the change it reverses.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    number = models.PositiveIntegerField(_("number"))
    before = models.JSONField()
    after = models.JSONField()
    grandfathered = models.BooleanField(_("tiers kept"))
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="undone_by",
        null=True,
        blank=True,
        verbose_name=_("undoes"),
    )
    author = models.CharField(_("author"), max_length=50)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change of tiers")
        verbose_name_plural = _("changes of tiers")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "number"], name="tier_change_numbered_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(undoes=models.F("id")),
                name="tier_change_undoes_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.number}"
