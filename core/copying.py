"""Many new rows at once, by PostgreSQL's COPY: several times faster than INSERT.

Constraints, triggers and foreign keys hold as ever; Django's ``save`` is not asked.
"""

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows[M: models.Model](rows: Sequence[M]) -> None:
    """Insert the rows, all of one model, and give each its primary key.

    Columns that the database fills by itself are left to it. Raises IntegrityError.
    """
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk
    fields = [
        field for field in model._meta.local_concrete_fields if not field.has_db_default()
    ]
    with connection.cursor() as cursor:
        if isinstance(key, models.AutoField):
            _number(cursor, model, rows)
        text = io.StringIO()
        names = [field.attname for field in fields]
        for row in rows:
            values = row.__dict__
            text.write("\t".join([_write(values[name]) for name in names]) + "\n")
        text.seek(0)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', text)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _number(cursor: Any, model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Primary keys from the table's own sequence, in the order of the rows."""
    table, column = model._meta.db_table, model._meta.pk.column
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        [table, column, len(rows)],
    )
    for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = number


def _write(value: object) -> str:
    return _WRITERS[type(value)](value) if type(value) in _WRITERS else _text(str(value))


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _list(value: Any) -> str:
    inner = ",".join(
        '"' + str(item).replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value
    )
    return _text("{" + inner + "}")


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "\\N",
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    Decimal: str,
    datetime: lambda value: value.astimezone(UTC).isoformat(),
    bytes: lambda value: "\\\\x" + value.hex(),
    list: _list,
    dict: lambda value: _text(json.dumps(value)),
}
