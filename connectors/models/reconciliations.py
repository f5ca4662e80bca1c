from django.db import models
from django.utils.translation import gettext_lazy as _


class Reconciliation(models.Model):
    """The shop's own money beside our books, order by order, on one day.

    ``difference`` is ours less the shop's, over all orders; ``unequal`` counts those that
    differ, ``lines`` are the first of them: order, ours, the shop's, and why.
    """

    connection = models.ForeignKey(
        "connectors.Connection", models.CASCADE, related_name="reconciliations"
    )
    made_at = models.DateTimeField(_("made"))
    since = models.DateTimeField(_("orders since"))
    orders = models.PositiveIntegerField(_("orders"))
    unequal = models.PositiveIntegerField(_("unequal"))
    difference = models.DecimalField(_("difference"), max_digits=12, decimal_places=2)
    lines = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        indexes = [
            models.Index(fields=["connection", "-made_at"], name="reconciliation_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.difference}"
