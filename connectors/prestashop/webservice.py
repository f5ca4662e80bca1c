"""PrestaShop's webservice: read as JSON, written as XML.

An empty list is ``[]`` without a name, an unknown id 404 without a body, and PHP may die in
HTML with status 200: whatever does not parse is a bad answer.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _

from connectors.contract import Access
from connectors.outgoing import BadAnswer, NotFound, Rejected, Reply, ShopCaller

PAGE = 100
# Light rows: an id, or an id and some amounts.
LIGHT_PAGE = 1000
_MOST_ID = 2**32
_ERROR = re.compile(r"<message><!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ID = re.compile(r"<id><!\[CDATA\[(\d+)\]\]></id>")

type Row = Mapping[str, Any]
type Query = Mapping[str, str | int]


class Webservice:
    def __init__(self, access: Access) -> None:
        token = base64.b64encode(f"{access.credentials['key']}:".encode()).decode()
        self._caller = ShopCaller(
            access.address,
            headers={"Authorization": f"Basic {token}"},
            ca_pem=access.ca_pem,
        )
        self.address = self._caller.address

    def root(self) -> Reply:
        """Names the resources that the key may see, in XML."""
        reply = self._caller.call("GET", "/api/")
        if b"<prestashop" not in reply.body:
            raise BadAnswer(_("There is no PrestaShop webservice at this address."))
        return reply

    def rows(self, resource: str, query: Query) -> list[Row]:
        reply = self._caller.call(
            "GET", f"/api/{resource}", {"output_format": "JSON", **query}
        )
        said = self._accepted(reply).json()
        rows = said.get(resource) if isinstance(said, dict) else said
        # order_slip names its rows in the plural.
        if rows is None and isinstance(said, dict):
            rows = said.get(f"{resource}s")
        if not isinstance(rows, list):
            raise BadAnswer(_("The shop’s answer has no “%(name)s”.") % {"name": resource})
        return rows

    def of(self, resource: str, column: str, ids: Sequence[str]) -> list[Row]:
        """All rows of a resource that refer to one of these ids. One call, or none."""
        if not ids:
            return []
        wanted = f"[{'|'.join(ids)}]"
        return self.rows(resource, {"display": "full", f"filter[{column}]": wanted})

    def by_id(self, resource: str, display: str, **query: str) -> Iterator[list[Row]]:
        """All rows in the order of their ids, page by page, whatever is added meanwhile."""
        last = 0
        while True:
            rows = self.rows(
                resource,
                {
                    "display": display,
                    "sort": "[id_ASC]",
                    "filter[id]": f"[{last + 1},{_MOST_ID}]",
                    "limit": LIGHT_PAGE,
                    **query,
                },
            )
            if rows:
                yield rows
                last = int(rows[-1]["id"])
            if len(rows) < LIGHT_PAGE:
                return

    def create(self, resource: str, node: str, values: Mapping[str, str]) -> str:
        """Values are XML already where they begin with a tag. Answers the new id."""
        reply = self._write("POST", resource, node, values)
        found = _ID.search(reply.body.decode(errors="replace"))
        if not found:
            raise BadAnswer(_("The shop does not say what it has made."))
        return found[1]

    def patch(self, resource: str, node: str, values: Mapping[str, str]) -> None:
        """PrestaShop 8 and newer. What is absent stays as it is. Raises NotFound."""
        self._write("PATCH", f"{resource}/{values['id']}", node, values)

    def delete(self, resource: str, id: str) -> None:  # noqa: A002
        """Raises NotFound."""
        self._accepted(self._caller.call("DELETE", f"/api/{resource}/{id}"))

    def _write(self, method: str, path: str, node: str, values: Mapping[str, str]) -> Reply:
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
        body = f"<prestashop><{node}>{inner}</{node}></prestashop>"
        return self._accepted(
            self._caller.call(
                method, f"/api/{path}", body=body.encode(), content_type="text/xml"
            )
        )

    def _accepted(self, reply: Reply) -> Reply:
        if reply.status == HTTPStatus.NOT_FOUND:
            raise NotFound(_("The shop does not have it any more."))
        if reply.status >= HTTPStatus.BAD_REQUEST:
            said = _ERROR.search(reply.body.decode(errors="replace"))
            raise Rejected(said[1][:200] if said else f"HTTP {reply.status}")
        return reply


def plain(value: object) -> str:
    """A value as XML text."""
    return escape(str(value), quote=False)
