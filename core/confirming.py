"""Before something moves many customers: whom, what it costs, and one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

# So many names stand on one page; the pages together hold them all.
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """A page of those whom an action concerns: each customer and what becomes of them."""

    total: int
    rows: Sequence[tuple[Any, str]]
    page: int = 1

    @property
    def first(self) -> int:
        return (self.page - 1) * SHOWN + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def earlier(self) -> int:
        """The number of the page before; 0 where there is none."""
        return self.page - 1

    @property
    def later(self) -> int:
        return self.page + 1 if self.page * SHOWN < self.total else 0


def asked_page(request: HttpRequest) -> int:
    """The page that the address names, the first where it names none."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004


def ask(
    request: HttpRequest,
    *,
    opts: Any,
    title: str,
    sentences: Sequence[str],
    button: str,
    back: str,
    concerned: Concerned | None = None,
) -> TemplateResponse:
    """The page with the question. Its button sends what was sent before, and ``confirm``.

    The list is turned by GET, which carries no form: ``concerned`` is for questions whose
    address alone says what is asked.
    """
    context = {
        **admin.site.each_context(request),
        "opts": opts,
        "title": title,
        "sentences": sentences,
        "button": button,
        "back": back,
        "concerned": concerned,
        "sent": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in {"csrfmiddlewaretoken", "confirm"}
        ],
    }
    return TemplateResponse(request, "admin/confirm.html", context)
