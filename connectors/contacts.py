"""What a service for newsletters must be able to do, so that customers who agree to it are
kept there as contacts. One folder for each service; ``brevo`` is the example.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

# The names under which the figures of a customer stand there, and what each is.
ATTRIBUTES: Mapping[str, type] = {
    "FIRSTNAME": str,
    "LASTNAME": str,
    "LANGUAGE": str,
    "POINTS": int,
    "TIER": str,
    "LAST_ORDER": date,
    "NEXT_ORDER": date,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A customer as the service is to know them; ``lists`` by name, without the others."""

    email: str
    attributes: Mapping[str, str | int]
    lists: tuple[str, ...] = ()


class ContactBook(Protocol):
    """Every call can be made twice. Each raises what ``outgoing`` raises."""

    def prepare(self, lists: Sequence[str]) -> None:
        """Make the attributes and these lists, unless they are there."""

    def put(
        self, contacts: Sequence[Contact], *, leaving: Sequence[tuple[str, str]]
    ) -> None:
        """Make or change contacts. ``leaving``: addresses and the list each is to leave."""

    def remove(self, email: str) -> None:
        """One that is gone already is no error."""

    def unsubscribed(self, since: datetime | None) -> Iterator[Sequence[str]]:
        """Addresses that want no more, or that came back, since then; page by page."""
