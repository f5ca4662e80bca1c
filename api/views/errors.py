"""A page for each code, to which the ``type`` of a problem leads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.codes.calls import CALLS
from api.codes.index import CODES
from api.codes.notes import NOTES
from api.codes.rules import RULES
from api.problems import TITLES


@require_safe
def error_codes(request: HttpRequest) -> HttpResponse:
    """All codes, by what they are about."""
    context = {"calls": CALLS, "rules": RULES, "notes": NOTES}
    return render(request, "api/error_codes.html", context)


@require_safe
def error_code(request: HttpRequest, code: str) -> HttpResponse:
    if code not in CODES:
        raise Http404
    about = CODES[code]
    titles = [(status, TITLES[status]) for status in about.statuses]
    return render(
        request, "api/error_code.html", {"code": code, "about": about, "titles": titles}
    )
