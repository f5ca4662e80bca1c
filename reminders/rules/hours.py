from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``first`` o'clock until ``last``, not included, on these days (1 is Monday)."""

    first: int
    last: int
    weekdays: tuple[int, ...]

    def open_at(self, local: datetime) -> bool:
        """``local`` is by the shop's clock."""
        in_time = self.first <= local.hour < self.last
        return in_time and local.isoweekday() in self.weekdays
