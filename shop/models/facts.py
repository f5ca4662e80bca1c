from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """Something the shop states under its own id.

    ``updated_at`` is the shop's own time of the statement; without one the row is
    a placeholder: something else mentioned the id, and the shop has yet to say
    what it is.
    """

    # What the HTTP API calls it where it is not found.
    kind: ClassVar[str]

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    external_id = models.CharField(_("id in the shop"), max_length=100)
    updated_at = models.DateTimeField(_("updated in the shop"), null=True, blank=True)
    digest = models.BinaryField(max_length=16, null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "external_id"],
                name="%(class)s_external_id_once_per_shop",
            ),
            models.CheckConstraint(
                condition=models.Q(updated_at=None, digest=None)
                | models.Q(updated_at__isnull=False, digest__isnull=False),
                name="%(class)s_stated_or_placeholder",
            ),
        ]
