"""What is wrong with a mail text, in words for whoever wrote it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from core.templatetags.typography import together
from mailing.rules.markup import KnownNames, NameType, ProblemType, TextProblem

_SENTENCES: Mapping[ProblemType, StrOrPromise] = {
    ProblemType.UNKNOWN: gettext_lazy(
        "“%(about)s” is not known here. What can be said in this place: %(known)s."
    ),
    ProblemType.STRAY: gettext_lazy(
        "“%(about)s”: braces stand around the name of a value, and nowhere else."
    ),
    ProblemType.NOT_ALONE: gettext_lazy(
        "“%(about)s” stands alone, between empty lines; an address only in a button, such"
        " as [Label]({account_url})."
    ),
    ProblemType.NO_ADDRESS: gettext_lazy(
        "“%(about)s” is no address. What a button can lead to: %(known)s."
    ),
}


def problem_sentences(problems: Iterable[TextProblem], known: KnownNames) -> list[str]:
    """One sentence each, without repetitions; ``known`` are the names that may be used."""
    sentences = []
    for problem in dict.fromkeys(problems):
        addresses_only = problem.type is ProblemType.NO_ADDRESS
        wanted = {NameType.ADDRESS} if addresses_only else set(NameType)
        names = [f"{{{name}}}" for name, what in known.items() if what in wanted]
        sentences.append(
            str(_SENTENCES[problem.type])
            % {"about": problem.about, "known": together(names) or _("nothing")}
        )
    return sentences
