"""Calls to addresses that a merchant has typed: guarded, bounded, never believed.

Connections are those of ``core.outgoing``. Redirects are not followed. Keys travel in
headers, never in addresses.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from core.errors import Refused
from core.outgoing import (
    CONNECT_WITHIN,
    AddressRefused,
    HostUnknown,
    guarded_manager,
)

READ_WITHIN = 30.0
# Of a whole answer, however slowly it drips.
ANSWER_WITHIN = 60.0
LARGEST = 16 * 1024 * 1024
_CHUNK = 64 * 1024


class ShopAway(Refused):
    """Nobody answers, or says to come later: try again. ``after`` in seconds, if told."""

    code = "shop_away"

    def __init__(self, said: str, *, after: int = 0) -> None:
        super().__init__(said)
        self.after = after


class KeyRefused(Refused):
    """The shop does not let this key in, or not there."""

    code = "key_refused"


class BadAnswer(Refused):
    """An answer that is not what was asked for, whatever its status."""

    code = "bad_answer"


class NotFound(Refused):
    code = "not_found"


class Rejected(Refused):
    """The shop has understood and will not. ``said`` is the shop's own code for why."""

    code = "rejected"

    def __init__(self, message: str, *, said: str = "") -> None:
        super().__init__(message)
        self.said = said


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises BadAnswer: a page of HTML with status 200 is one."""
        try:
            return json.loads(self.body, parse_float=str)
        except ValueError as error:
            raise BadAnswer(_("The shop’s answer is not JSON.")) from error


class ShopCaller:
    """Calls under one address with one key. Keeps its connection open between calls."""

    def __init__(
        self, address: str, *, headers: Mapping[str, str], ca_pem: str = ""
    ) -> None:
        self.address = checked_address(address)
        self._headers = {"User-Agent": "loyalty-site", **headers}
        self._manager = guarded_manager(ca_pem)

    def call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> Reply:
        """Raises ShopAway, KeyRefused, AddressRefused and BadAnswer; answers all else."""
        url = self.address + path + (f"?{urlencode(query, safe='[],|')}" if query else "")
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            answer = self._manager.request(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=CONNECT_WITHIN, read=READ_WITHIN),
            )
            named = {name.lower(): value for name, value in answer.headers.items()}
            reply = Reply(answer.status, named, _read(answer))
        except HTTPError as error:
            raise ShopAway(_("The shop does not answer.")) from error
        except HostUnknown as unknown:
            raise ShopAway(str(unknown)) from unknown
        return _judged(reply)

    def json(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        *,
        body: Any = None,
    ) -> Any:
        """Call with JSON, answer its JSON; None where the answer is empty.

        Raises NotFound and Rejected beside what ``call`` raises.
        """
        sent = None if body is None else json.dumps(body).encode()
        reply = self.call(method, path, query, body=sent)
        if reply.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise NotFound(_("The shop does not have it any more."))
        if reply.status >= HTTPStatus.BAD_REQUEST:
            raise Rejected(f"HTTP {reply.status}")
        return reply.json() if reply.body else None


def checked_address(address: str) -> str:
    """Without a slash at its end. Raises AddressRefused on what is not called."""
    parts = urlsplit(address.strip())
    known = parts.scheme in {"http", "https"} and parts.hostname
    if not known or parts.username or parts.query or parts.fragment:
        raise AddressRefused(_("This is not the address of a shop."))
    if parts.scheme == "http" and not settings.CONNECTORS_ALLOW_PRIVATE:
        raise AddressRefused(_("The address must begin with https://."))
    # One shop is one address, so that it is not connected twice by another spelling.
    host = str(parts.hostname) + (f":{parts.port}" if parts.port else "")
    usual = {"https": ":443", "http": ":80"}[parts.scheme]
    return f"{parts.scheme}://{host.removesuffix(usual)}{parts.path}".rstrip("/")


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The body, while it is neither too large nor too slow."""
    until = time.monotonic() + ANSWER_WITHIN
    body = bytearray()
    try:
        for chunk in answer.stream(_CHUNK):
            body += chunk
            check_bounds(len(body), until)
    except BaseException:
        # What is left of it must not be taken for the next answer.
        answer.close()
        raise
    answer.release_conn()
    return bytes(body)


def check_bounds(size: int, until: float) -> None:
    """Raises BadAnswer above so many bytes, ShopAway after that monotonic time."""
    if size > LARGEST:
        raise BadAnswer(_("The shop’s answer is too large."))
    if time.monotonic() > until:
        raise ShopAway(_("The shop answers too slowly."))


def _judged(reply: Reply) -> Reply:
    status = reply.status
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise KeyRefused(_("The shop refuses the key."))
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        after = reply.headers.get("retry-after", "")
        raise ShopAway(
            _("The shop answers with error %(status)s.") % {"status": status},
            after=min(int(after), 3600) if after.isdigit() else 0,
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise AddressRefused(
            _("The shop sends to another address: %(address)s. Give that one.")
            % {"address": reply.headers.get("location", "")[:200]}
        )
    return reply
