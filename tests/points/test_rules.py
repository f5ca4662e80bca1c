"""How a spend is shared over lots."""

from hypothesis import given
from hypothesis import strategies as st

from points.rules import spend


def test_a_spend_empties_the_first_lot_before_it_opens_the_next() -> None:
    assert spend(180, [100, 200]) == [100, 80]
    assert spend(100, [100, 200]) == [100, 0]
    assert spend(0, [100]) == [0]


@given(st.lists(st.integers(0, 100), max_size=6), st.data())
def test_a_spend_takes_what_was_asked_and_no_more_than_there_is(
    lots: list[int], data: st.DataObject
) -> None:
    points = data.draw(st.integers(0, sum(lots)))

    parts = spend(points, lots)

    assert sum(parts) == points
    assert all(0 <= part <= lot for part, lot in zip(parts, lots, strict=True))
