"""What a property means, beside its type."""

from typing import Any

from pydantic import Field


def said(description: str, *examples: Any, **limits: Any) -> Any:
    """Describe a property in the document, with at least one example of its value.

    ``limits`` are those of pydantic's ``Field``. The sentences are English: they are part
    of the document for machines, which has one language.
    """
    return Field(description=description, examples=list(examples), **limits)
