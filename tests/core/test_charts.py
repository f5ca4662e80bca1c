from core.charts import BAR_STEP, BarPair, bar_pairs


def test_the_largest_bar_is_as_wide_as_the_chart_and_all_can_be_seen() -> None:
    assert list(bar_pairs([(1000, 1), (500, 500), (1, 0)], width=400, top=8)) == [
        BarPair(whole=400, part=1, top=8),
        BarPair(whole=200, part=200, top=8 + BAR_STEP),
        BarPair(whole=1, part=0, top=8 + 2 * BAR_STEP),
    ]


def test_a_chart_without_figures_has_no_bars() -> None:
    assert list(bar_pairs([], width=400)) == []
    assert list(bar_pairs([(0, 0)], width=400)) == [BarPair(whole=1, part=0, top=0)]


def test_the_parts_of_a_pair_stand_below_each_other() -> None:
    pair = BarPair(whole=400, part=1, top=8)

    assert (pair.text_y, pair.part_y) == (20, 26)
