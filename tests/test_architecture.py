"""What import-linter cannot see: foreign keys are strings, and apps it was not told of."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from points.models import Lot
from shop.models import Fact, Order

ROOT = Path(__file__).resolve().parent.parent
NO_NAMES = {"utils", "helpers", "services", "signals", "managers"}

type Floors = Mapping[str, int]


def floors_of(layers: Iterable[str]) -> dict[str, int]:
    """The floor of each app, the lowest first; those on one line share it."""
    lines = [re.findall(r"\w+", line) for line in reversed([*layers])]
    return {app: floor for floor, line in enumerate(lines) for app in line}


def declared() -> dict[str, int]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(
        each for each in linter["contracts"] if "core" in each.get("layers", [])
    )
    return floors_of(contract["layers"])


def packages(root: Path) -> set[str]:
    return {path.parent.name for path in root.glob("*/apps.py")}


def local_models(floors: Floors) -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in floors]


def relations(
    model: type[models.Model], floors: Floors
) -> Iterator[
    models.ForeignKey[models.Model] | models.ManyToManyField[models.Model, models.Model]
]:
    """Those that the model declares towards another app of ours."""
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        target = field.related_model
        if isinstance(target, type) and target._meta.app_label in floors:
            assert isinstance(field, models.ForeignKey | models.ManyToManyField)
            if target._meta.app_label != model._meta.app_label:
                yield field


def upward(model: type[models.Model], floors: Floors) -> list[str]:
    own = model._meta.app_label
    return [
        f"{model.__name__}.{field.name} points from {own} to {target}"
        for field in relations(model, floors)
        if floors[target := field.related_model._meta.app_label] >= floors[own]
    ]


def seen_from_below(model: type[models.Model], floors: Floors) -> list[str]:
    """Foreign keys that put an attribute on a model of a floor that knows nothing of us."""
    return [
        f"{model.__name__}.{field.name} shows itself as {field.remote_field.related_name}"
        for field in relations(model, floors)
        if not field.many_to_many and not field.remote_field.hidden
    ]


def unruly(model: type[models.Model], floors: Floors) -> list[str]:
    ours = [base for base in model.__mro__ if base.__module__.split(".")[0] in floors]
    saves = [f"{base.__name__} overrides save" for base in ours if "save" in vars(base)]
    return saves + [f"{model.__name__} has an ordering"] * bool(model._meta.ordering)


def nondescript(paths: Iterable[Path]) -> list[str]:
    return [f"{path}" for path in paths if path.stem in NO_NAMES]


def test_every_app_stands_on_a_floor() -> None:
    assert packages(ROOT) <= declared().keys()


def test_no_foreign_key_points_up_or_to_a_neighbour() -> None:
    floors = declared()

    assert [
        wrong for model in local_models(floors) for wrong in upward(model, floors)
    ] == []


def test_no_foreign_key_shows_on_the_floor_below() -> None:
    floors = declared()

    found = [
        wrong for model in local_models(floors) for wrong in seen_from_below(model, floors)
    ]
    assert found == []


def test_no_model_sorts_by_itself_or_saves_in_its_own_way() -> None:
    floors = declared()

    assert [
        wrong for model in local_models(floors) for wrong in unruly(model, floors)
    ] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    ours = (path for app in packages(ROOT) for path in (ROOT / app).rglob("*.py"))

    assert nondescript(ours) == []


def test_floors_are_read_as_import_linter_reads_them() -> None:
    assert floors_of(["site", "api | (portal)", "(tiers) : points", "core"]) == {
        "core": 0,
        "tiers": 1,
        "points": 1,
        "api": 2,
        "portal": 2,
        "site": 3,
    }


@pytest.fixture
def floors() -> Floors:
    return {"core": 0, "shop": 1, "points": 2, "program": 3}


@isolate_apps("shop", "points")
def test_a_key_that_points_up_would_be_found(floors: Floors) -> None:
    class Upward(models.Model):  # noqa: DJ008
        lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
        lots = models.ManyToManyField(Lot, related_name="+")

        class Meta:
            app_label = "shop"

    assert upward(Upward, floors) == [
        "Upward.lot points from shop to points",
        "Upward.lots points from shop to points",
    ]
    assert upward(Lot, floors) == []
    assert upward(Lot, {"shop": 1, "points": 1}) == [
        "Lot.shop points from points to shop",
        "Lot.original_owner points from points to shop",
        "Lot.order points from points to shop",
    ]


@isolate_apps("points")
def test_a_key_that_shows_below_would_be_found(floors: Floors) -> None:
    class Showing(models.Model):  # noqa: DJ008
        order = models.OneToOneField(Order, models.PROTECT)
        again = models.ForeignKey(Order, models.PROTECT, related_name="showings")
        hidden = models.ForeignKey(Order, models.PROTECT, related_name="+")
        inside = models.ForeignKey(Lot, models.PROTECT)

        class Meta:
            app_label = "points"

    assert seen_from_below(Showing, floors) == [
        "Showing.order shows itself as None",
        "Showing.again shows itself as showings",
    ]


@isolate_apps("shop")
def test_a_model_with_ways_of_its_own_would_be_found(floors: Floors) -> None:
    class Unruly(Fact):
        class Meta:
            app_label = "shop"
            ordering = ["pk"]

    assert unruly(Unruly, floors) == ["Unruly has an ordering"]
    Unruly.__module__ = "shop.models"
    setattr(Unruly, "save", print)  # noqa: B010 -- mypy would rather not
    assert unruly(Unruly, floors) == ["Unruly overrides save", "Unruly has an ordering"]


def test_a_forgotten_app_and_a_nondescript_file_would_be_found(tmp_path: Path) -> None:
    for app in ("shop", "attic"):
        (tmp_path / app).mkdir()
        (tmp_path / app / "apps.py").touch()
    (tmp_path / "shop" / "services.py").touch()

    assert packages(tmp_path) - {"shop"} == {"attic"}
    assert nondescript(tmp_path.rglob("*.py")) == [f"{tmp_path}/shop/services.py"]


# What is wrong with a connected shop is found and said in one place.
SENTENCES_IN_QUERIES = {"connectors/queries/health.py"}


def test_no_query_builds_a_translated_sentence() -> None:
    """Sentences for people stand in ``phrases``; choices' labels stand in models."""
    modules = {*ROOT.glob("*/queries.py"), *ROOT.glob("*/queries/**/*.py")}

    found = {
        str(path.relative_to(ROOT)) for path in modules if "gettext" in path.read_text()
    }

    assert found == SENTENCES_IN_QUERIES
