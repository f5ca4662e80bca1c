"""Bodies of calls that are no facts: what is not known is refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, SkipValidation

from api.forms.fields import Id, Quantity, Several, Text50


class Call(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConversionForm(Call):
    points: Quantity | None = None


class ActionForm(Call):
    """``source`` is the shop's own name for the cause: each gives once."""

    type: Text50
    source: Id


class ItemForm(Call):
    """One statement of a batch. ``body`` is what the type's own PUT takes."""

    type: Literal["customer", "group", "category", "product", "cart", "order"]
    id: Id
    body: dict[str, Any]


class BatchForm(Call):
    """Each item is read for itself, so that a bad one sinks no other."""

    items: Annotated[list[SkipValidation[ItemForm]], Several]
