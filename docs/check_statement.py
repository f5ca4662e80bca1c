"""Check a signed statement of points, offline: python check_statement.py FILE [PUBLIC_KEY]

The chain needs Python alone; the signature needs `pip install cryptography`. PUBLIC_KEY is
the one the shop has published (`manage.py statement_key`); without it, the statement's own
is used, which proves that the file is whole but not whose it is.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any


def faults(document: dict[str, Any], key: str = "") -> list[str]:
    """What is wrong with it; nothing for a statement that is as it was signed."""
    return [*_chain(document["movements"]), *_signature(document, key)]


def _chain(movements: list[dict[str, Any]]) -> list[str]:
    """Each hash is that of the one before it and of the content."""
    found, before = [], b""
    for number, movement in enumerate(movements, start=1):
        if movement["number"] != number:
            found.append(f"movement {number} is missing")
            break
        mark = sha256(before + movement["content"].encode()).hexdigest()
        if mark != movement["hash"]:
            found.append(f"movement {number} was changed, or the one before it")
        before = bytes.fromhex(movement["hash"])
    return found


def _signature(document: dict[str, Any], key: str) -> list[str]:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 -- see above
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    body = {name: value for name, value in document.items() if name != "signature"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    known = key or document["public_key"]
    if known != document["public_key"]:
        return ["it was signed with another key"]
    public = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(known))
    try:
        public.verify(bytes.fromhex(document["signature"]), text.encode())
    except InvalidSignature:
        return ["it was changed after it was signed"]
    return []


if __name__ == "__main__":
    wrong = faults(json.loads(Path(sys.argv[1]).read_text()), *sys.argv[2:3])
    print("\n".join(wrong) or "The statement is whole, and as it was signed.")
    sys.exit(1 if wrong else 0)
