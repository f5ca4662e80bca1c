"""A Brevo as small as can be: what it was sent stands in its fields."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.connectors.servers import Answered, Asked


@dataclass
class FakeBrevo:
    attributes: set[str] = field(default_factory=lambda: {"FIRSTNAME", "LASTNAME"})
    lists: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsubscribed: set[str] = field(default_factory=set)
    imports: int = 0

    def __call__(self, asked: Asked) -> Answered:
        if asked.headers.get("api-key") != "xkeysib-1":
            return Answered(b"{}", 401)
        path = asked.path.removeprefix("/v3/contacts").strip("/")
        body = json.loads(asked.body) if asked.body else {}
        if asked.method == "DELETE":
            found = self.contacts.pop(unquote(path), None)
            return Answered(b"", 204) if found else Answered(b"{}", 404)
        said = self._read(path) if asked.method == "GET" else self._write(path, body)
        return Answered(json.dumps(said).encode() if said is not None else b"", 200)

    def _read(self, path: str) -> Any:
        match path:
            case "attributes":
                return {"attributes": [{"name": each} for each in self.attributes]}
            case "lists" | "folders":
                names = getattr(self, path)
                rows = [{"id": n, "name": name} for n, name in enumerate(names, 1)]
                # Brevo leaves the list out altogether where there is none.
                return {path: rows} if rows else {"count": 0}
        rows = [{"email": each, "emailBlacklisted": True} for each in self.unsubscribed]
        return {"contacts": rows}

    def _write(self, path: str, body: dict[str, Any]) -> Any:
        first, _slash, rest = path.partition("/")
        if first == "attributes":
            self.attributes.add(rest.partition("/")[2])
        elif first == "import":
            self.imports += 1
            for row in body["jsonBody"]:
                known = self.contacts.setdefault(row["email"], {"lists": set()})
                known |= row["attributes"]
                known["lists"] |= {self.lists[each - 1] for each in body["listIds"]}
        elif rest:
            name = self.lists[int(rest.partition("/")[0]) - 1]
            for email in body["emails"]:
                self.contacts[email]["lists"].discard(name)
        else:
            names = getattr(self, path)
            names.append(body["name"])
            return {"id": len(names)}
        return None
