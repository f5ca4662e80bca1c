from django.db import models
from django.db.models.functions import Now


class LotRedating(models.Model):
    """A lot that got other dates: those it had until then, and what it held. Append-only.

    With it the books of any past day can be told by the month in which points were earned
    and the day on which they would have expired.
    """

    lot = models.ForeignKey("points.Lot", models.PROTECT, related_name="redatings")
    points = models.PositiveIntegerField()
    activates_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.expires_at}"
