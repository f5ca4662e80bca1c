from django.db import models
from django.utils.translation import gettext_lazy as _

from giftcards.models.terms import MONEY


class CardBatch(models.Model):
    """Gift cards made together from a file, or one alone: ``token`` is the form's, so that
    a form sent twice makes once. ``lines`` are the cards to be made, until they are;
    ``refused`` the file's other lines, with the reason of each.
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
    terms = models.JSONField(editable=False)
    lines = models.JSONField(default=list, editable=False)
    refused = models.JSONField(default=list, editable=False)
    count = models.PositiveIntegerField(_("gift cards"))
    amount = models.DecimalField(_("amount"), **MONEY)
    author = models.CharField(_("author"), max_length=40)
    prepared_at = models.DateTimeField(_("prepared"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of gift cards")
        verbose_name_plural = _("batches of gift cards")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "token"], name="card_batch_form_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("by hand"))
