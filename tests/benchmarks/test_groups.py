"""Every group of benchmarks runs, at a size where its figures mean nothing."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from benchmarks.groups import GROUPS
from benchmarks.measure import Figure, Size
from mailing import mail_types

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The addresses of the benchmarks, and a registry of which only they see the types."""
    monkeypatch.setattr(mail_types, "_MAIL_TYPES", dict(mail_types._MAIL_TYPES))
    with override_settings(ROOT_URLCONF="benchmarks.urls", ALLOWED_HOSTS=["testserver"]):
        yield


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_benchmarks_runs(group: str) -> None:
    figures = [*GROUPS[group](Size.TINY)]

    assert figures
    assert all(figure.value > 0 and figure.baseline > 0 for figure in figures)


def test_a_figure_shows_its_ratio_and_its_target() -> None:
    figure = Figure("orders", 50, 100, "orders/s", "≥ 0.5")

    assert figure.ratio == 0.5
    assert f"{figure}".split() == [
        "orders",
        "50.0",
        "100.0",
        "orders/s",
        "0.50",
        "≥",
        "0.5",
    ]


def test_full_sizes_are_the_usual_ones_where_none_is_given() -> None:
    assert [size.pick(tiny=1, usual=2) for size in Size] == [1, 2, 2]
    assert [size.pick(tiny=1, usual=2, full=3) for size in Size] == [1, 2, 3]
