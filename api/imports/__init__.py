"""Years of orders from a file, CSV or NDJSON, through the same forms as the API."""

from api.imports.actions import Import, Refusal, import_file

__all__ = ["Import", "Refusal", "import_file"]
