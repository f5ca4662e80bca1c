"""What the database holds, table by table: two moments are compared by it."""

from collections.abc import Callable

from django.apps import apps

from core.sql import Fragment, fetch

type Digest = dict[str, tuple[int, int | None]]

_TABLE = Fragment("SELECT count(*), sum(hashtext(row::text)::bigint) FROM {table} row")


def digest(*, of: Callable[[str], bool]) -> Digest:
    """Per table that ``of`` names, how many rows there are and a sum over all they hold."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found: Digest = {}
    for table in sorted(filter(of, tables)):
        [[rows, content]] = fetch(_TABLE.fill(table=table))
        found[table] = rows, content
    return found


def changed(before: Digest, after: Digest) -> list[str]:
    return [table for table in before if after[table] != before[table]]
