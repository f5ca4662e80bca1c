"""The latest calls of each key, and what was refused: what support begins with.

Kept in Redis, not in a table: a list has exactly the latest calls and costs one trip, where
rows would be written and deleted again as often as shops call. Nothing is built on it, so
it may be lost; calls are answered all the same while Redis is away.
"""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any, Self

import redis
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError

from api.authentication import Caller
from api.models import ApiKey
from api.schemas.glossary import MEANINGS

# Of each key.
KEPT = 200
DAYS = 30
_LIFE = int(timedelta(days=DAYS).total_seconds())
# A body that is larger is not shown: nobody reads it, and masking it takes time.
LARGEST_SHOWN = 16 * 1024
# Words of ours, shown as they are; what else is text may name somebody.
_WORDS = {"state", "type", "kind", "currency", "field", "status", "origin", "priority"}
# Sentences of ours in an answer, with codes taken out of them.
_SENTENCES = {"detail", "title", "message"}
_PRIVATE = {"birthday", "code", "voucher", "gift_card", "reference", "secret", "url"}
_CODE = re.compile(r"\b[A-Z0-9]{1,20}-[A-Z0-9]{6,}\b")
_FIGURE = re.compile(r"-?\d{1,12}(\.\d+)?|\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d|Z)?)?")


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """``asked`` and ``told`` are the bodies, masked; ``code`` is that of the problem."""

    at: str
    method: str
    path: str
    status: int
    milliseconds: int
    code: str = ""
    asked: str = ""
    told: str = ""

    @classmethod
    def parse(cls, text: bytes) -> Self:
        return cls(**json.loads(text))

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@cache
def _redis() -> redis.Redis:
    where: dict[str, Any] = settings.CACHES["default"]
    return redis.Redis.from_url(where["LOCATION"], **where["OPTIONS"])


def log_call(
    request: HttpRequest, response: HttpResponseBase, *, milliseconds: float
) -> None:
    """Keep the call, if a key made it and Redis is there: one trip, and nothing raised.

    Calls above the limit are counted, but push no others off the list.
    """
    caller: Caller | None = getattr(request, "caller", None)
    # Without a window Redis did not answer a moment ago.
    if caller is None or caller.window is None:
        return
    told = _answer(response)
    refused = _refusals(told, response.status_code)
    pipe = _redis().pipeline(transaction=False)
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        call = LoggedCall(
            at=caller.now.isoformat(),
            method=request.method or "",
            path=_path(request),
            status=response.status_code,
            milliseconds=round(milliseconds),
            code=_code(told, response.status_code),
            asked=_masked_text(getattr(request, "_body", b"")),
            told=_masked_text(getattr(response, "content", b""), ours=True),
        )
        name = _calls_name(caller.key.pk)
        # Half a surrogate pair is JSON, and no UTF-8: it is kept as a question mark.
        text = json.dumps(asdict(call), ensure_ascii=False).encode(errors="replace")
        pipe.lpush(name, text)
        pipe.ltrim(name, 0, KEPT - 1)
        pipe.expire(name, _LIFE)
    for code, times in refused.items():
        name = _refusals_name(caller.key.pk, caller.now)
        pipe.hincrby(name, code, times)
        pipe.expire(name, _LIFE)
    try:
        pipe.execute()
    except RedisError:
        # The next call finds that Redis is away, and says so.
        return


def latest_calls(key: ApiKey) -> list[LoggedCall]:
    """The newest first. Raises: RedisError."""
    found: Any = _redis().lrange(_calls_name(key.pk), 0, KEPT - 1)
    return [LoggedCall.parse(each) for each in found]


def refusals_of(keys: list[int], now: datetime) -> Counter[str]:
    """How often each code was told within 30 days, by these keys. Raises: RedisError."""
    days = [now - timedelta(days=number) for number in range(DAYS)]
    pipe = _redis().pipeline(transaction=False)
    for key in keys:
        for day in days:
            pipe.hgetall(_refusals_name(key, day))
    total: Counter[str] = Counter()
    for counted in pipe.execute():
        for code, times in counted.items():
            total[code.decode()] += int(times)
    return total


def _calls_name(key: int) -> str:
    return f"loyalty:calls:{key}"


def _refusals_name(key: int, day: datetime) -> str:
    return f"loyalty:refusals:{key}:{day:%Y%m%d}"


def _answer(response: HttpResponseBase) -> Any:
    """The answer as data where something in it was refused; None otherwise.

    Looked at as bytes first: most answers refuse nothing, and need not be read.
    """
    content: bytes = getattr(response, "content", b"")
    if response.status_code >= HTTPStatus.BAD_REQUEST or b'"problem": {' in content:
        return json.loads(content)
    return None


def _code(told: Any, status: int) -> str:
    return str(told.get("code", "")) if told and status >= HTTPStatus.BAD_REQUEST else ""


def _refusals(told: Any, status: int) -> Counter[str]:
    """The codes of an answer: its own, or those of a batch's items."""
    if told is None:
        return Counter()
    if status >= HTTPStatus.BAD_REQUEST:
        return Counter([_code(told, status)])
    problems = (each.get("problem") for each in told.get("results", []))
    return Counter(problem["code"] for problem in problems if problem)


def _path(request: HttpRequest) -> str:
    """The address within the API. A code in it is money: three letters of it are enough."""
    path = request.path_info.removeprefix("/api/v1")
    match = request.resolver_match
    code = match.kwargs.get("code") if match else None
    return path.replace(str(code), f"…{str(code)[-3:]}") if code else path


def _masked_text(body: bytes, *, ours: bool = False) -> str:
    if not body:
        return ""
    if len(body) > LARGEST_SHOWN:
        return f"({len(body)} bytes)"
    try:
        return json.dumps(masked(json.loads(body), ours=ours), ensure_ascii=False)
    except ValueError:
        return f"({len(body)} bytes, no JSON)"


def masked(value: Any, name: str = "", *, ours: bool = False) -> Any:
    """The same shape with what names nobody; anything else is ``…``.

    Shown are figures and times under names of the document, words of ours, and sentences
    where the body is ``ours``. A shop says more than we read: under names that the document
    does not have nothing is shown.
    """
    match value:
        case dict():
            return {key: masked(each, key, ours=ours) for key, each in value.items()}
        case list():
            return [masked(each, name, ours=ours) for each in value]
        case str():
            return _masked_word(value, name, ours=ours)
        case int() | float() if name and name not in MEANINGS and not ours:
            return "…"
    return value


def _masked_word(value: str, name: str, *, ours: bool) -> str:
    if name in _PRIVATE or (name not in MEANINGS and not ours):
        return "…"
    if ours and name in _SENTENCES:
        return _CODE.sub("…", value)
    plain = not value or name in _WORDS or _FIGURE.fullmatch(value)
    return value if plain else "…"


def laid_out(text: str) -> str:
    """A masked body over several lines, for people."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
