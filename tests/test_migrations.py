"""Migrations run while the shop is open: none may lock it out or take away what is used."""

from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from tests.migrations import faults

# The last migration of each app that a release has carried; later ones meet tables in use.
# Empty until the first release, when all are rewritten (CONTRIBUTING.md).
RELEASED: dict[str, str] = {}


def later(loader: MigrationLoader, app: str, name: str) -> Iterator[tuple[str, str]]:
    known = loader.graph.forwards_plan((app, name))
    [leaf] = loader.graph.leaf_nodes(app)
    for key in loader.graph.forwards_plan(leaf):
        if key[0] == app and key not in known:
            yield key


def test_what_comes_after_a_release_locks_nobody_out() -> None:
    loader = MigrationLoader(None)
    found = [
        fault
        for app, name in RELEASED.items()
        for key in later(loader, app, name)
        for fault in faults(
            loader.graph.nodes[key], loader.project_state(key, at_end=False)
        )
    ]

    assert found == []


def test_what_a_release_has_carried_is_left_alone() -> None:
    loader = MigrationLoader(None)

    assert ("points", "0001_initial") not in later(loader, "points", "0001_initial")
    assert [*later(loader, "points", loader.graph.leaf_nodes("points")[0][1])] == []


def ask(*operations: Operation, name: str = "0042_more", atomic: bool = True) -> list[str]:
    """For a table of voucher-like rows that is in use."""
    fields: list[tuple[str, models.Field]] = [  # type: ignore[type-arg]
        ("id", models.BigAutoField(primary_key=True)),
        ("code", models.CharField(max_length=20)),
        ("note", models.CharField(max_length=20, null=True)),
        ("points", models.IntegerField()),
    ]
    state = ProjectState()
    state.add_model(ModelState("vouchers", "Bon", fields))
    said = {"operations": list(operations), "atomic": atomic}
    migration = type("Migration", (migrations.Migration,), said)(name, "vouchers")
    return [fault.rsplit(": ", 1)[1] for fault in faults(migration, state)]


def index() -> models.Index:
    return models.Index(fields=["code"], name="by_code")


POSITIVE = models.CheckConstraint(condition=models.Q(points__gt=0), name="some_points")
NEW = migrations.CreateModel("Gift", [("id", models.BigAutoField(primary_key=True))])


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("bon", "seen", models.IntegerField(null=True)),
        migrations.AddField("bon", "seen", models.IntegerField(db_default=0)),
        migrations.AlterField("bon", "code", models.CharField(max_length=40)),
        migrations.AlterField("bon", "points", models.IntegerField("points", null=True)),
        AddConstraintNotValid("bon", POSITIVE),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
        NEW,
    ],
)
def test_what_an_open_shop_does_not_notice(operation: Operation) -> None:
    assert ask(operation) == []


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (
            migrations.AddField("bon", "seen", models.IntegerField(default=0)),
            "the code before this one does not fill it; null=True or db_default",
        ),
        (
            migrations.AddField(
                "bon", "seen", models.IntegerField(null=True, db_index=True)
            ),
            "builds an index under a lock; column first, index concurrently",
        ),
        (
            migrations.AlterField("bon", "note", models.CharField(max_length=20)),
            "reads the whole table under a lock; a CHECK, validated, comes first",
        ),
        (
            migrations.AlterField("bon", "points", models.BigIntegerField()),
            "rewrites the table; a new column, filled in chunks, does not",
        ),
        (
            migrations.AlterField("bon", "code", models.CharField(max_length=10)),
            "rewrites the table; a new column, filled in chunks, does not",
        ),
        (
            migrations.AlterField("bon", "points", models.IntegerField(unique=True)),
            "builds an index under a lock; AddIndexConcurrently does not",
        ),
        (
            migrations.AddIndex("bon", index()),
            "blocks writes; AddIndexConcurrently does not",
        ),
        (
            migrations.AddConstraint("bon", POSITIVE),
            "validates under a lock; add it NOT VALID, or USING INDEX",
        ),
        (
            migrations.RemoveField("bon", "note"),
            "the code before this one still asks for it; in a later NNNN_contract_…",
        ),
        (migrations.RunSQL("SELECT 1"), "has no way back; noop is one"),
    ],
)
def test_what_locks_rewrites_or_takes_away_is_named(
    operation: Operation, fault: str
) -> None:
    assert ask(operation) == [fault]


def test_concurrently_is_for_outside_of_a_transaction() -> None:
    operation = AddIndexConcurrently("bon", index())

    assert ask(operation) == ["cannot run in a transaction; atomic = False"]
    assert ask(operation, atomic=False) == []


def test_what_nobody_asks_for_any_more_goes_in_a_contraction() -> None:
    assert ask(migrations.RemoveField("bon", "note"), name="0043_contract_notes") == []


def test_a_table_that_has_just_been_made_may_be_locked() -> None:
    field = models.IntegerField(default=0, db_index=True)

    assert ask(NEW, migrations.AddField("gift", "seen", field)) == []
