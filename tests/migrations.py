"""Which operations lock out a shop that is open while they run."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as schema
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TAKEN_AWAY = (
    schema.RemoveField,
    schema.DeleteModel,
    schema.RenameField,
    schema.RenameModel,
    schema.AlterModelTable,
)
CONCURRENT = (postgres.AddIndexConcurrently, postgres.RemoveIndexConcurrently)
UNCHECKED = (postgres.AddConstraintNotValid,)
DATA = (schema.RunPython, schema.RunSQL)


def faults(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What to do otherwise, for each operation that locks, rewrites or takes away."""
    born: set[str] = set()
    state = state.clone()
    for operation in migration.operations:
        if isinstance(operation, schema.CreateModel):
            born.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in born:
            fault = _fault(operation, migration, state)
            if fault:
                yield f"{migration}: {operation.describe()}: {fault}"
        operation.state_forwards(migration.app_label, state)


def _fault(operation: Operation, migration: Migration, state: ProjectState) -> str | None:
    match operation:
        case schema.AddField():
            return _new_column(operation.field)
        case schema.AlterField():
            old = state.models[migration.app_label, operation.model_name_lower]
            return _changed(old.fields[operation.name], operation.field)
        case schema.AddConstraint() if not isinstance(operation, UNCHECKED):
            return "validates under a lock; add it NOT VALID, or USING INDEX"
        case schema.AddIndex() if not isinstance(operation, CONCURRENT):
            return "blocks writes; AddIndexConcurrently does not"
    return _habit(operation, migration)


def _habit(operation: Operation, migration: Migration) -> str | None:
    if isinstance(operation, TAKEN_AWAY) and "_contract_" not in migration.name:
        return "the code before this one still asks for it; in a later NNNN_contract_…"
    if isinstance(operation, CONCURRENT) and migration.atomic:
        return "cannot run in a transaction; atomic = False"
    if isinstance(operation, DATA) and not operation.reversible:
        return "has no way back; noop is one"
    return None


def _new_column(field: Any) -> str | None:
    if field.unique or field.db_index:
        return "builds an index under a lock; column first, index concurrently"
    if not field.null and not field.has_db_default() and not field.many_to_many:
        return "the code before this one does not fill it; null=True or db_default"
    return None


def _changed(old: Any, new: Any) -> str | None:
    if old.null and not new.null:
        return "reads the whole table under a lock; a CHECK, validated, comes first"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        return "builds an index under a lock; AddIndexConcurrently does not"
    if old.db_type(connection) != new.db_type(connection) and not _wider(old, new):
        return "rewrites the table; a new column, filled in chunks, does not"
    return None


def _wider(old: Any, new: Any) -> bool:
    if not isinstance(old, models.CharField) or not isinstance(new, models.CharField):
        return False
    return bool(old.max_length and new.max_length and new.max_length >= old.max_length)
