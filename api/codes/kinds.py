from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ExplainedCode:
    """``statuses`` are those of the HTTP answers whose problem has this code; none where
    the code stands inside an answer only: a refused code of a quote, a note on an order.
    """

    meaning: StrOrPromise
    remedy: StrOrPromise
    statuses: tuple[int, ...] = ()
