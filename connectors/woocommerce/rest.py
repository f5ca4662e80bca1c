"""The REST API v3 over TLS. Keys go in the header: in the address they would come back in
links and stand in logs.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _

from connectors.contract import Access
from connectors.outgoing import BadAnswer, NotFound, Rejected, Reply, ShopCaller

PAGE = 100
_BASE = "/wp-json/wc/v3"

type Row = Mapping[str, Any]


class Rest:
    def __init__(self, access: Access) -> None:
        key = f"{access.credentials['key']}:{access.credentials['secret']}"
        token = base64.b64encode(key.encode()).decode()
        self._caller = ShopCaller(
            access.address,
            headers={"Authorization": f"Basic {token}"},
            ca_pem=access.ca_pem,
        )

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        return self.reply("GET", path, query).json()

    def reply(
        self, method: str, path: str, query: Mapping[str, str | int] | None = None
    ) -> Reply:
        return _accepted(self._caller.call(method, _BASE + path, query))

    def rows(self, path: str, query: Mapping[str, str | int]) -> list[Row]:
        rows = self.get(path, {"per_page": PAGE, **query})
        if not isinstance(rows, list):
            raise BadAnswer(_("The shop’s answer is not a list."))
        return rows

    def pages(self, path: str, **query: str | int) -> Iterator[list[Row]]:
        """In the order of ids, so that what is added meanwhile comes last."""
        skip = 0
        while True:
            order = {"orderby": "id", "order": "asc"}
            rows = self.rows(path, {**order, "offset": skip, **query})
            if rows:
                yield rows
            skip += len(rows)
            if len(rows) < PAGE:
                return

    def write(self, method: str, path: str, body: Mapping[str, Any]) -> Reply:
        reply = self._caller.call(method, _BASE + path, body=json.dumps(body).encode())
        return _accepted(reply)

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> Row:
        """Write, and answer what the shop has made of it."""
        said = self.write(method, path, body).json()
        if not isinstance(said, dict):
            raise BadAnswer(_("The shop does not say what it has made."))
        return said

    def delete(self, path: str) -> None:
        """For good, past the trash. Raises NotFound."""
        self.reply("DELETE", path, {"force": "true"})


def _accepted(reply: Reply) -> Reply:
    if reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        raise NotFound(_("The shop does not have it any more."))
    if reply.status >= HTTPStatus.BAD_REQUEST:
        said = reply.json()
        known = said if isinstance(said, dict) else {}
        message = str(known.get("message", f"HTTP {reply.status}"))[:200]
        raise Rejected(message, said=str(known.get("code", "")))
    return reply
