"""Links of mails say to the shop's statistics which mail has brought the visitor."""

import pytest

from mailing.rules.campaign_links import tagged, tagged_parts
from mailing.rules.documents import LinkPart, ParagraphPart, Part, ProductPart

UTM = "utm_source=fidelite&utm_medium=email&utm_campaign=thanks"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.example/", f"https://shop.example/?{UTM}"),
        ("https://shop.example/a?id=5", f"https://shop.example/a?id=5&{UTM}"),
        ("https://shop.example/a#top", f"https://shop.example/a?{UTM}#top"),
        ("https://shop.example/a?k=%C3%A9&s", f"https://shop.example/a?k=%C3%A9&s&{UTM}"),
        ("https://shop.example/?utm_source=x", "https://shop.example/?utm_source=x"),
        ("mailto:shop@example.com", "mailto:shop@example.com"),
        ("", ""),
    ],
)
def test_an_address_is_tagged_and_otherwise_left_as_it_is(
    address: str, expected: str
) -> None:
    assert tagged(address, "thanks") == expected


def test_links_into_the_shop_are_tagged_and_ours_are_not() -> None:
    parts: list[Part] = [
        ParagraphPart(("https://shop.example/",)),
        LinkPart("Your cart", "https://shop.example/cart"),
        ProductPart(name="Candle", address="https://shop.example/candle"),
        LinkPart("My account", "https://points.example/compte"),
    ]

    after = [*tagged_parts(parts, campaign="thanks", own="https://points.example")]

    assert [getattr(part, "address", "") for part in after] == [
        "",
        f"https://shop.example/cart?{UTM}",
        f"https://shop.example/candle?{UTM}",
        "https://points.example/compte",
    ]
