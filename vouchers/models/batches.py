from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VoucherBatch(models.Model):
    """Vouchers made by hand together: for one customer, for anybody, or for each of a file.

    A file is read and shown before anything is made: until then ``customers`` holds those
    it named, by primary key; ``refused`` are its other lines with the reason of each.
    ``token`` is the form's: sent twice, it makes once. ``digest`` tells a file made before
    with the same terms. ``terms`` is the form as it was filled in.
    """

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    token = models.UUIDField(editable=False)
    name = models.CharField(_("file"), max_length=200, blank=True)
    label = models.CharField(_("label"), max_length=200)
    terms = models.JSONField(editable=False)
    customers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    refused = models.JSONField(default=list, editable=False)
    count = models.PositiveIntegerField(_("vouchers"))
    digest = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 -- unique where there is one
    author = models.CharField(_("author"), max_length=40)
    prepared_at = models.DateTimeField(_("prepared"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of vouchers")
        verbose_name_plural = _("batches of vouchers")
        constraints = [
            models.UniqueConstraint(fields=["shop", "token"], name="batch_form_sent_once"),
            models.UniqueConstraint(fields=["shop", "digest"], name="batch_file_made_once"),
            models.CheckConstraint(
                condition=Q(digest=None) | Q(made_at__isnull=False),
                name="batch_told_again_once_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.label
