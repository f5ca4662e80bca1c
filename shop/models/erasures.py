from django.db import models
from django.utils.translation import gettext_lazy as _


class ErasureRequest(models.Model):
    """A customer's wish to be forgotten, carried out when ``due_at`` has come.

    Until then the customer can take it back: what is erased does not return.
    """

    customer = models.ForeignKey(
        "shop.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("to be carried out"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to be erased")
        verbose_name_plural = _("requests to be erased")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(withdrawn_at=None, done_at=None),
                name="erasure_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("asked_at")),
                name="erasure_due_after_it_is_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(done_at=None),
                name="erasure_withdrawn_or_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(withdrawn_at=None, done_at=None),
                name="erasure_due",
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)
