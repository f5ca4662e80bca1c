"""Walk through the story and write down what was really answered.

What is drawn at random or counted by the database is replaced by a fixed value of its kind,
so that two walks say the same.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from api.document.building import document
from tests.api.examples.story import STEPS, Step

# In the order in which they come up.
_CODES = [
    "7KQ4M2XD9A",
    "4M2XD97KQAB",
    "9AXD2M4KQ7",
    "QA7KM42XD9",
    "XD9A7KQ4M2",
    "M2XD9A7KQ4",
]
_CODE = re.compile(r"\b(FID|CAD)-([0-9A-Z]{10,11})\b")
_LINK = re.compile(r"(/connexion/|/lien/|/[a-z-]+/)([A-Za-z0-9_-]{30,})")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")
_SECRET_SHOWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
_AT = "2026-05-01T10:12:52+00:00"
_TRACE = "2603a8820646cb50ef4dfe0df3f94493"
_HERE = "https://fidelite.example"
PROBLEM = "application/problem+json"


class Recorder:
    def __init__(self, token: str, card: str) -> None:
        self.token = token
        self.drawn = {"card": card}
        self.calls: dict[str, dict[str, Any]] = {}
        self.problems: dict[str, Any] = {}
        self._codes: dict[str, str] = {}

    def walk(self) -> dict[str, Any]:
        for step in STEPS:
            self.take(step)
        return {"calls": self.calls, "problems": self.problems}

    def take(self, step: Step) -> None:
        """Make the call, with what was drawn before, and keep the answer if it is shown."""
        path, body = self._filled(step.path), step.body
        if body is not None and not isinstance(body, str):
            body = self._filled(json.dumps(body, ensure_ascii=False))
        headers = {"Authorization": f"Bearer {self.token}", **step.headers}
        kind = headers.pop("Content-Type", "application/json")
        answer = Client().generic(
            step.method, f"/api/v1{path}", body or "", content_type=kind, headers=headers
        )
        told = json.loads(answer.text) if answer.text else None
        self._remember(told)
        if not step.shown:
            assert answer.status_code < 300, answer.text
        elif answer["Content-Type"] == PROBLEM:
            self.problem(step.title, told)
        else:
            self._keep(step, answer.status_code, told)

    def problem(self, code: str, told: Any) -> None:
        assert told["code"] == code, told
        self.problems[code] = json.loads(self._shown(json.dumps(told)))

    def _keep(self, step: Step, status: int, told: Any) -> None:
        call = self.calls.setdefault(operation_of(step), {})
        assert status < 300, told
        shown = {"title": step.title, "path": self._shown(step.path)}
        if step.body is not None:
            shown["body"] = json.loads(self._shown(json.dumps(step.body)))
        if told is not None:
            shown["answer"] = json.loads(self._shown(json.dumps(_steady(told))))
        call.setdefault(str(status), []).append(shown)

    def _remember(self, told: Any) -> None:
        if isinstance(told, dict):
            if isinstance(told.get("voucher"), dict):
                self.drawn.setdefault("voucher", told["voucher"]["code"])
            if "secret" in told:
                self.drawn["webhook"] = str(told["id"])

    def _filled(self, text: str) -> str:
        for name, value in self.drawn.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def _shown(self, text: str) -> str:
        """With steady words in the place of those that were drawn."""
        text = self._filled(text.replace("{webhook}", "7"))
        text = text.replace(settings.BASE_URL, _HERE)
        text = _SECRET.sub(_SECRET_SHOWN, text)
        text = _LINK.sub(r"\1kJ2n5Xv8QbW1rT4yU7oP0aS3dF6gH9lZcVbNmQwErTy", text)
        return _CODE.sub(lambda found: f"{found[1]}-{self._code(found[2])}", text)

    def _code(self, drawn: str) -> str:
        return self._codes.setdefault(drawn, _CODES[len(self._codes)])


def operation_of(step: Step) -> str:
    """The operationId of a call, by its address."""
    path = urlsplit(f"/api/v1{step.path}").path
    for template, methods in document()["paths"].items():
        shape = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if re.fullmatch(shape, path) and step.method.lower() in methods:
            return str(methods[step.method.lower()]["operationId"])
    raise AssertionError(f"{step.method} {step.path} is no call")


def _steady(told: Any, name: str = "") -> Any:
    """Numbers of rows and times of the database's clock are not those of the next walk."""
    match told:
        case dict():
            return {key: _steady(value, key) for key, value in told.items()}
        case list():
            return [_steady(value, name) for value in told]
        case int() if name == "id":
            return 7
        case str() if name == "at" and told.endswith("+00:00"):
            return _AT
        case str() if name == "source":
            told = re.sub(r"[0-9a-f-]{32,36}$", _TRACE, told)
            return re.sub(r"^([a-z:]+):\d+", r"\1:1042", told)
    return told
