"""Long work shows how far it is, on the terminal's side only."""

import sys
from collections.abc import Iterable

from tqdm import tqdm


def show_progress(counts: Iterable[int], *, total: int, unit: str) -> int:
    """Draw a bar while ``counts`` come in; their sum. Silent where nobody watches."""
    done = 0
    with tqdm(
        total=total, unit=f" {unit}", file=sys.stderr, disable=not sys.stderr.isatty()
    ) as bar:
        for count in counts:
            done += count
            bar.update(count)
    return done
