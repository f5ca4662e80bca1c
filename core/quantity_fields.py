"""The column of a quantity."""

from decimal import Decimal
from typing import Any

from django.db import models

from core.quantities import DECIMALS, Quantity, shortest


class QuantityField(models.DecimalField[Any, Any]):
    """A quantity, read back in its shortest form: people are shown « 2 » and « 1,5 »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 13, "decimal_places": DECIMALS}
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Decimal | None, *_how: object) -> Quantity | None:
        return None if value is None else shortest(value)
