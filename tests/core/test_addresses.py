"""Addresses break where a reader would."""

from core.templatetags.addresses import breakable


def test_a_line_ends_after_a_slash() -> None:
    assert breakable("https://shop.test/ami/H6CEWBVC/") == (
        "https://<wbr>shop.test/<wbr>ami/<wbr>H6CEWBVC/<wbr>"
    )


def test_what_an_address_holds_stays_text() -> None:
    assert breakable("/<b>/") == "/<wbr>&lt;b&gt;/<wbr>"
