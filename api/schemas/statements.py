"""What all statements share."""

from abc import ABC, abstractmethod
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.schemas.fields import Instant
from shop.rules.facts import AnyFact

NULL = {"type": "null"}
# What shops write, beside nothing at all, where a day of theirs is empty.
_NO_DAYS = ("0000-00-00", "0001-01-01")


class PayloadPart(BaseModel):
    """A body, or a piece of one. What is not known is ignored: shops say more than we
    read. Null says nothing, so an optional field that is null has its default. So has one
    that is no text and says one of the words that shops have for nothing.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, use_enum_values=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_absent(cls, payload: Any) -> Any:
        if isinstance(payload, dict):
            return {
                name: value
                for name, value in payload.items()
                if value is not None and not cls._says_nothing(name, value)
            }
        return payload

    @classmethod
    def _says_nothing(cls, name: str, value: Any) -> bool:
        field = cls.model_fields.get(name)
        if field is None or field.is_required() or not isinstance(value, str):
            return False
        nothing = not value or value.startswith(_NO_DAYS)
        return nothing and not isinstance(field.default, str)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The document says so too."""
        schema = handler(core_schema)
        shape = handler.resolve_ref_schema(schema)
        for name, field in shape["properties"].items():
            if name not in shape.get("required", []):
                about = {
                    key: field.pop(key) for key in ("title", "default") if key in field
                }
                kinds = field.pop("anyOf", [field])
                shape["properties"][name] = about | {
                    "anyOf": [*(each for each in kinds if each != NULL), NULL]
                }
        return schema


class FactPayload(PayloadPart, ABC):
    """A full statement: what is absent has its default, whatever was said before."""

    updated_at: Instant

    @abstractmethod
    def fact(self) -> AnyFact: ...
