"""The kinds of shops there are: each package here that has a ``connector`` module."""

from functools import cache
from importlib import import_module
from pathlib import Path

from connectors.contract import Access, Connector, ShopKind


@cache
def kinds() -> dict[str, ShopKind]:
    """By code, sorted by name."""
    here = Path(__file__).parent
    found = [
        import_module(f"connectors.{path.parent.name}.connector").KIND
        for path in here.glob("*/connector.py")
    ]
    return {kind.code: kind for kind in sorted(found, key=lambda kind: kind.name)}


def build(kind: str, access: Access) -> Connector:
    return kinds()[kind].build(access)
