from hypothesis import given
from hypothesis import strategies as st

from mailing.rules.theme import LEAST_CONTRAST, WHITE, Theme, contrast, legible

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_the_rule() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert contrast("#777777", "#ffffff") < LEAST_CONTRAST < contrast("#767676", "#ffffff")


def test_a_colour_that_can_be_read_stays() -> None:
    assert legible("#8c2f1f", on=WHITE) == "#8c2f1f"
    assert legible("#ffcc00", on=WHITE) == "#8f7200"


@given(colours, colours)
def test_whatever_is_chosen_can_be_read(colour: str, background: str) -> None:
    look = Theme(colour=colour, background=background)

    assert contrast(look.on_colour, colour) >= LEAST_CONTRAST
    assert contrast(look.link, WHITE) >= LEAST_CONTRAST
    assert contrast(look.footer_ink, background) >= LEAST_CONTRAST
    assert contrast(look.on_background, background) >= LEAST_CONTRAST
    assert contrast(look.dark_link, "#221a17") >= LEAST_CONTRAST
    assert contrast(look.dark_link, "#302722") >= LEAST_CONTRAST
