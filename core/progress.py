"""A progress bar for long work, on a terminal only."""

import sys
from collections.abc import Iterable

from tqdm import tqdm


def show_progress(counts: Iterable[int], *, total: int, unit: str) -> int:
    """Draw a bar while ``counts`` come in and return their sum. Silent without a
    terminal.
    """
    done = 0
    with tqdm(
        total=total, unit=f" {unit}", file=sys.stderr, disable=not sys.stderr.isatty()
    ) as bar:
        for count in counts:
            done += count
            bar.update(count)
    return done
