from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SimulationRun(models.Model):
    """A draft of the rules that is tried on the past, and what came out of it.

    ``values`` are the settings that the draft changes, ``figures`` the answer once it is
    there. ``done`` of ``customers`` have been gone through.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("simulation", "Waiting")
        RUNNING = "running", pgettext_lazy("simulation", "Running")
        DONE = "done", pgettext_lazy("simulation", "Done")
        CANCELLED = "cancelled", pgettext_lazy("simulation", "Cancelled")

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    values = models.JSONField(_("draft"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING
    )
    customers = models.PositiveIntegerField(_("customers"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    figures = models.JSONField(_("result"), default=dict)
    author = models.CharField(_("author"), max_length=40)
    started_at = models.DateTimeField(_("started"))

    class Meta:
        verbose_name = _("simulation")
        verbose_name_plural = _("simulations")
        constraints = [
            models.CheckConstraint(
                condition=Q(done__lte=F("customers")), name="simulation_within_customers"
            ),
            models.CheckConstraint(
                condition=Q(state="done") | Q(figures={}),
                name="simulation_answers_when_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}
