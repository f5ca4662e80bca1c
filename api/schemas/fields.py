"""The kinds of values in a body. What passes here fits its column and is well-formed.

A value that does not is told apart by the type of its error; the sentence for it is
found by that type, in the reader's language.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from core.plain_text import lines, one_line

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST = 2**31 - 1
# Of lines, or of anything else that stands in a list.
MOST = 1000

# PostgreSQL keeps no NUL.
_TEXT = r"^[^\x00]*$"
_PLAIN = re.compile(r"\d+(\.\d+)?", re.ASCII)
_SIGNED = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def check_plain_number(value: Any, shape: re.Pattern[str] = _PLAIN) -> Any:
    """Plain digits, as text or as a JSON number: no spaces, signs or underscores."""
    if isinstance(value, bool) or (isinstance(value, str) and not shape.fullmatch(value)):
        raise PydanticCustomError("amount", "not a plain decimal number")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """A decimal that fits so many digits, some of them decimals; not negative unless
    ``signed``.
    """

    whole: int
    places: int
    most: Decimal | None = None
    above: Decimal | None = None
    signed: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        fits = core_schema.decimal_schema(
            ge=None if self.signed else Decimal(0),
            gt=self.above,
            le=self.most,
            max_digits=self.whole + self.places,
            decimal_places=self.places,
            allow_inf_nan=False,
        )
        number = partial(check_plain_number, shape=_SIGNED if self.signed else _PLAIN)
        return core_schema.no_info_before_validator_function(number, fits)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        limit: dict[str, Any] = {"exclusiveMaximum": 10**self.whole}
        if self.most is not None:
            limit = {"maximum": int(self.most)}
        sign, lowest = ("-?", -(10**self.whole)) if self.signed else ("", 0)
        if self.above is not None:
            limit |= {"exclusiveMinimum": int(self.above)}
        return {
            "type": ["string", "number"],
            "pattern": rf"^{sign}\d{{1,{self.whole}}}(\.\d{{1,{self.places}}})?$",
            "minimum": lowest,
            **limit,
        }


def parse_instant(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("instant", "not an ISO 8601 time") from None
    if at.tzinfo is None:
        raise PydanticCustomError("instant_offset", "without an offset")
    _check_year(at)
    return at.astimezone(UTC)


def parse_day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "not an ISO 8601 date") from None
    _check_year(day)
    return day


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError(
            "year", "out of range", {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def check_email(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except ValidationError:
            raise PydanticCustomError("email", "not an e-mail address") from None
    return value


def usable_email(value: str) -> str:
    """The address, or nothing where no mail can be sent to it: shops have kept what was
    typed, and the fact is true all the same.
    """
    try:
        return check_email(value)
    except PydanticCustomError:
        return ""


def check_web_address(value: str) -> str:
    """A page on the web: nothing that a browser would run."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    fits = parts.scheme in {"http", "https"} and parts.netloc
    if value and (not fits or re.search(r"[\s\x00-\x1f]", value)):
        raise PydanticCustomError("address", "not a web address")
    return value


def primary_language(value: str) -> str:
    """fr-CA reads the French texts."""
    return re.split("[-_]", value)[0].lower()


def _or_empty(kind: dict[str, Any], *words: str) -> dict[str, Any]:
    """A text of this kind, or one that says that nothing is known."""
    return {"anyOf": [kind, {"type": "string", "enum": list(words or ("",))}]}


Id = Annotated[str, Field(min_length=1, max_length=100, pattern=_TEXT)]
# As somebody has typed or pasted it.
CodeText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=50, pattern=_TEXT)
]
# The shop has codes of its own beside ours, as long as it likes: none of ours is so long.
AnyCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=255, pattern=_TEXT),
    AfterValidator(lambda code: code[:50]),
]
Text50 = Annotated[str, Field(max_length=50, pattern=_TEXT), AfterValidator(one_line)]
Text100 = Annotated[str, Field(max_length=100, pattern=_TEXT), AfterValidator(one_line)]
Text200 = Annotated[str, Field(max_length=200, pattern=_TEXT), AfterValidator(one_line)]
Text255 = Annotated[str, Field(max_length=255, pattern=_TEXT), AfterValidator(one_line)]
Text300 = Annotated[str, Field(max_length=300, pattern=_TEXT), AfterValidator(one_line)]
Text500 = Annotated[str, Field(max_length=500, pattern=_TEXT), AfterValidator(lines)]
# As it was typed in the shop.
AnyEmail = Annotated[str, Field(max_length=254, pattern=_TEXT)]
Address = Annotated[
    str,
    Field(max_length=500),
    AfterValidator(check_web_address),
    WithJsonSchema(_or_empty({"type": "string", "format": "uri", "maxLength": 500})),
]
Language = Annotated[
    str,
    Field(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$", max_length=35),
    AfterValidator(primary_language),
]
Currency = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$"), AfterValidator(str.upper)]
MaybeCurrency = Annotated[
    str, Field(pattern=r"^([A-Za-z]{3})?$"), AfterValidator(str.upper)
]
Country = Annotated[str, Field(pattern=r"^([A-Za-z]{2})?$"), AfterValidator(str.upper)]

Instant = Annotated[
    datetime,
    PlainValidator(parse_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date, PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
]

Birthday = Annotated[
    date | None,
    PlainValidator(parse_day),
    WithJsonSchema(_or_empty({"type": "string", "format": "date"}, "", "0000-00-00")),
]

Flag = Annotated[bool, Field(strict=True)]
Positive = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
Stock = Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]

Many = Field(max_length=MOST)

Money = Annotated[Decimal, Digits(whole=10, places=2)]
SignedMoney = Annotated[Decimal, Digits(whole=10, places=2, signed=True)]
# Pieces, metres, kilos. Of what is ordered there may be none left.
Quantity = Annotated[Decimal, Digits(whole=10, places=3, most=Decimal(LARGEST))]
SomeQuantity = Annotated[
    Decimal, Digits(whole=10, places=3, most=Decimal(LARGEST), above=Decimal(0))
]
Rate = Annotated[Decimal, Digits(whole=9, places=9)]
Price = Annotated[Decimal, Digits(whole=8, places=6)]
Percentage = Annotated[Decimal, Digits(whole=3, places=2, most=Decimal(100))]
Multiplier = Annotated[Decimal, Digits(whole=3, places=3)]
