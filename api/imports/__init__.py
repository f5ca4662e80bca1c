"""Years of orders from a file, CSV or NDJSON, through the same schemas as the API."""

from api.imports.actions import ImportRefusal, ImportReport, import_file

__all__ = ["ImportRefusal", "ImportReport", "import_file"]
