"""The same document for people: plain HTML, readable without any script."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.document.building import TAGS, document
from api.document.pages import calls_about

LONGEST_SEARCH = 100


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """All calls, or those in which the words of ``q`` stand."""
    sought = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    by_tag = groupby(calls_about(sought), lambda call: call.tag)
    context = {
        "info": document()["info"],
        "groups": [(tag, TAGS[tag], list(calls)) for tag, calls in by_tag],
        "sought": sought,
    }
    return render(request, "api/docs.html", context)
