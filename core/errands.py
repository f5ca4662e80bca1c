"""Work that is done after the response, so that its duration shows nothing to a visitor."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.translation import get_language, override

log = logging.getLogger(__name__)

# Few: each may wait for a mail server. They end with the process, which waits for them.
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="errand")


def start_errand(errand: Callable[[], None]) -> None:
    """Run ``errand`` in another thread, in the language that is active now. Failures are
    logged.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if settings.ERRANDS_IN_THREADS:
        _pool.submit(_run_apart, errand, language)
    else:
        _run(errand, language)


def _run(errand: Callable[[], None], language: str) -> None:
    try:
        with override(language):
            errand()
    except Exception:  # an errand's edge: whoever asked has their answer
        log.exception("An errand has failed")


def _run_apart(errand: Callable[[], None], language: str) -> None:
    """A thread of its own has connections of its own, which nobody else would close."""
    close_old_connections()
    try:
        _run(errand, language)
    finally:
        connections.close_all()
