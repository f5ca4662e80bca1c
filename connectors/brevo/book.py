"""Contacts in Brevo, by its API v3."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from connectors.contacts import ATTRIBUTES, Contact
from connectors.outgoing import NotFound, ShopCaller

ADDRESS = "https://api.brevo.com"
# As many as one answer holds.
PAGE = 500
_FOLDER = "Fidélité"
_TYPES: Mapping[type, str] = {str: "text", int: "float", date: "date"}


class Brevo:
    def __init__(self, key: str) -> None:
        self._caller = ShopCaller(ADDRESS, headers={"api-key": key})
        self._lists: dict[str, int] = {}

    def prepare(self, lists: Sequence[str]) -> None:
        known = {each["name"] for each in self._get("contacts/attributes")["attributes"]}
        for name in ATTRIBUTES.keys() - known:
            body = {"type": _TYPES[ATTRIBUTES[name]]}
            self._send("POST", f"contacts/attributes/normal/{name}", body)
        self._lists = {
            row["name"]: int(row["id"]) for row in self._rows("contacts/lists", "lists")
        }
        for name in lists:
            if name not in self._lists:
                new = {"name": name, "folderId": self._folder()}
                self._lists[name] = int(self._send("POST", "contacts/lists", new)["id"])

    def put(
        self, contacts: Sequence[Contact], *, leaving: Sequence[tuple[str, str]]
    ) -> None:
        """A call for all of the same lists: the import puts everybody into the lists it
        names. Brevo never takes anybody off a list by itself.
        """
        together: dict[tuple[str, ...], list[Contact]] = {}
        for contact in contacts:
            together.setdefault(contact.lists, []).append(contact)
        for lists, some in together.items():
            body = {
                "jsonBody": [
                    {"email": each.email, "attributes": each.attributes} for each in some
                ],
                "listIds": [self._lists[name] for name in lists],
                "updateExistingContacts": True,
                "emptyContactsAttributes": True,
                "disableNotification": True,
            }
            self._send("POST", "contacts/import", body)
        for email, name in leaving:
            if name in self._lists:
                path = f"contacts/lists/{self._lists[name]}/contacts/remove"
                self._send("POST", path, {"emails": [email]})

    def remove(self, email: str) -> None:
        try:
            self._caller.json("DELETE", f"/v3/contacts/{quote(email, safe='')}")
        except NotFound:
            return

    def unsubscribed(self, since: datetime | None) -> Iterator[Sequence[str]]:
        query = {}
        if since:
            query["modifiedSince"] = f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
        rows = self._rows("contacts", "contacts", query)
        yield [row["email"] for row in rows if row.get("emailBlacklisted")]

    def _folder(self) -> int:
        for row in self._rows("contacts/folders", "folders"):
            if row["name"] == _FOLDER:
                return int(row["id"])
        return int(self._send("POST", "contacts/folders", {"name": _FOLDER})["id"])

    def _rows(
        self, path: str, name: str, query: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        skip, most = 0, PAGE if path == "contacts" else 50
        while True:
            page: dict[str, str | int] = {"limit": most, "offset": skip, **(query or {})}
            rows = self._get(path, page).get(name) or []
            yield from rows
            skip += len(rows)
            if len(rows) < most:
                return

    def _get(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        return self._caller.json("GET", f"/v3/{path}", query)

    def _send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        return self._caller.json(method, f"/v3/{path}", body=body)
