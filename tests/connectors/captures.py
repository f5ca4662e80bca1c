"""Answers recorded from real shops, where they are at hand: not part of the repository."""

import json
import os
from pathlib import Path
from typing import Any

CAPTURES = Path(
    os.environ.get("SHOP_CAPTURES")
    or Path(__file__).parents[3] / "shared" / "data" / "captures"
)
PRESTASHOP = CAPTURES / "2026-11-30" / "ps8.2.1"
WOOCOMMERCE = CAPTURES / "2026-11-30" / "woo10.0.2"


def body(path: Path) -> Any:
    """The JSON of a recorded answer: request, status line, headers, an empty line, body."""
    _request, _status, answer = path.read_text().partition("\nHTTP ")
    return json.loads(answer.partition("\n\n")[2], parse_float=str)


def orders(folder: Path, marker: str) -> list[str]:
    """The names of the recorded orders; none where there are no recordings."""
    return sorted(each.name.removesuffix(marker) for each in folder.glob(f"order*{marker}"))
