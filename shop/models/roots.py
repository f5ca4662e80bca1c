from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerRoot(models.Model):
    """What the books of a shop came to, in one hash a night. Append-only by use.

    Each covers the movements recorded after the root before it, up to ``until``, and that
    root: who keeps one outside can prove that nothing older was changed since.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("shop"),
    )
    until = models.DateTimeField(_("up to"))
    movements = models.PositiveIntegerField(_("movements"))
    root = models.BinaryField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("root of the books")
        verbose_name_plural = _("roots of the books")
        constraints = [
            models.UniqueConstraint(fields=["shop", "until"], name="ledger_root_once"),
        ]

    def __str__(self) -> str:
        return bytes(self.root).hex()
