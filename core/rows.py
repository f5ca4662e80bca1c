"""Rows of one or several models from a statement written by hand.

For the few questions that every request asks: there the ORM takes longer to write the
statement than PostgreSQL to answer it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection, models

from core.sql import Fragment


def read(
    sql: str, values: Mapping[str, Any], **rows: type[models.Model]
) -> list[list[Any]]:
    """Return per row an instance of each model, None where an outer join found none, and
    then whatever else was selected.

    ``{name}`` in the statement, first of all and in this order, stands for all columns of
    the model under the table's alias ``name``. Only for models whose values come from the
    driver as they are: no JSON.
    """
    chosen = tuple(rows.items())
    statement, shapes = _prepare(sql, chosen)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_row(found, shapes) for found in cursor.fetchall()]


type _Shape = tuple[type[models.Model], list[str]]


@cache
def _prepare(
    sql: str, chosen: tuple[tuple[str, type[models.Model]], ...]
) -> tuple[str, list[_Shape]]:
    columns = {
        alias: ", ".join(f'{alias}."{field.column}"' for field in _fields(model))
        for alias, model in chosen
    }
    shapes = [(model, [field.attname for field in _fields(model)]) for _, model in chosen]
    return Fragment(sql).fill(**columns).text, shapes


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def _row(found: tuple[Any, ...], shapes: list[_Shape]) -> list[Any]:
    row: list[Any] = []
    start = 0
    for model, names in shapes:
        values = found[start : start + len(names)]
        key = names.index(model._meta.pk.attname)
        row.append(None if values[key] is None else model.from_db("default", names, values))
        start += len(names)
    return [*row, *found[start:]]
