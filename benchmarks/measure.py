"""Measure a thing against its baseline, and how large to make it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """TINY is for tests: every line runs, no figure means anything."""

    TINY = "tiny"
    USUAL = "usual"
    FULL = "full"

    def pick[T](self, *, tiny: T, usual: T, full: T | None = None) -> T:
        """Without ``full``, full is as large as usual."""
        if self is Size.TINY:
            return tiny
        return usual if full is None or self is Size.USUAL else full


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is value over baseline in the given unit; ``target`` says what is good."""

    name: str
    value: float
    baseline: float
    unit: str
    target: str

    @property
    def ratio(self) -> float:
        return self.value / self.baseline

    def __str__(self) -> str:
        return (
            f"{self.name:44} {self.value:12,.1f} {self.baseline:12,.1f} {self.unit:10} "
            f"{self.ratio:7.2f}  {self.target}"
        )


HEAD = f"{'figure':44} {'value':>12} {'baseline':>12} {'unit':10} {'ratio':>7}  target"


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(
    run: Callable[[], object], baseline: Callable[[], object], *, rounds: int = 5
) -> tuple[float, float]:
    """Median seconds of each, after one warm-up of both.

    They alternate, so that a machine that slows down slows both.
    """
    run(), baseline()
    pairs = [(seconds(run), seconds(baseline)) for _ in range(rounds)]
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs)


def peak_mib() -> float:
    """The most memory this process has held so far, in MiB."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        peak = next(line for line in status if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024
