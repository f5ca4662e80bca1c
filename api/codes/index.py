"""The codes together, by name."""

from collections.abc import Mapping

from django.urls import reverse

from api.codes.calls import CALLS
from api.codes.kinds import ExplainedCode
from api.codes.notes import NOTES
from api.codes.rules import RULES
from vouchers.rules.cart import RefusalReason

CODES: Mapping[str, ExplainedCode] = {**CALLS, **RULES, **NOTES}
# Those of problem documents; the others stand inside answers.
PROBLEM_CODES = sorted(code for code, about in CODES.items() if about.statuses)
REFUSAL_REASONS = sorted(RefusalReason)
NOTE_CODES = sorted(NOTES)


def page_of(code: str) -> str:
    """The path of the page that explains a code."""
    return reverse("api:error", args=[code])
