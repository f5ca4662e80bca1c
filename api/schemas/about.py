"""What a property means, beside its type."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, WithJsonSchema


def said(description: str, *examples: Any, **limits: Any) -> Any:
    """Describe a property in the document, with at least one example of its value.

    ``limits`` are those of pydantic's ``Field``. The sentences are English: they are part
    of the document for machines, which has one language.
    """
    return Field(description=description, examples=list(examples), **limits)


def one_of(words: Sequence[str]) -> WithJsonSchema:
    """A text that is one of these: a list in the document, not looked at in answers."""
    return WithJsonSchema({"type": "string", "enum": list(words)})
