"""Which files a call goes through: for tests that hold how far a newcomer has to hop."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# What stands above or below the domain: its doors, and what knows no shop.
OUTSIDE = {"api", "connectors", "core", "demo_shop", "loyalty_site", "portal"}


@dataclass
class Flow:
    """``files`` in the order in which functions of them were called, without repeats of the
    one just before. Models are left out: they are what the story is about.
    """

    files: list[str] = field(default_factory=list)

    @property
    def entered(self) -> set[str]:
        return set(self.files)

    @property
    def returns(self) -> int:
        """How often a call led back into a file that had been left."""
        return len(self.files) - len(self.entered)


@contextmanager
def followed() -> Iterator[Flow]:
    """Note the domain's files that are called in here, in this thread."""
    flow = Flow()
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")} - OUTSIDE
    known: dict[CodeType, str] = {}

    def note(frame: FrameType, event: str, _arg: Any) -> None:
        if event != "call":
            return
        name = known.get(frame.f_code)
        if name is None:
            name = known[frame.f_code] = _domain_file(frame.f_code.co_filename, apps)
        if name and flow.files[-1:] != [name]:
            flow.files.append(name)

    sys.setprofile(note)
    try:
        yield flow
    finally:
        sys.setprofile(None)


def _domain_file(filename: str, apps: set[str]) -> str:
    """Relative to the project; empty for what is not the domain's code."""
    path = Path(filename)
    if not path.is_relative_to(ROOT):
        return ""
    parts = path.relative_to(ROOT).parts
    is_domain = parts[0] in apps and not any(part.startswith("models") for part in parts)
    return "/".join(parts) if is_domain else ""
