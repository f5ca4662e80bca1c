"""What stands in an address or a header."""

from typing import Annotated, Any

from ninja import Path

from api.schemas.fields import Id

PathId = Annotated[Id, Path(alias="id")]

# Read by api.idempotency, before the body is.
IDEMPOTENCY_KEY: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }
    ]
}
