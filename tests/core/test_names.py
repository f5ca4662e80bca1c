import pytest

from core.names import initials, is_name


@pytest.mark.parametrize(
    "name",
    [
        "Julie",
        "Anne-Sophie",
        "O’Brien",
        "Élodie D",
        "李",
        "He\u0301le\u0300ne",
        "Jean-Luc D.",
        "St. John",
        "J.-P. Martin",
        "J.R.R. Tolkien",
        "Ọlá\u0323",
    ],
)
def test_a_name_is_letters_and_what_joins_them(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "www.evil.com",
        "Win 100€",
        "a@b.c",
        "<b>",
        "evil.co",
        "e.vil",
        "www.e.co",
        "J..",
        ". Julie",
        "Julie.\u202e",
        "evil\u2024com",
        "A\nBcc",
        "x/y",
        "50%",
    ],
)
def test_addresses_and_prices_are_no_names(name: str) -> None:
    assert not is_name(name)


def test_initials_shorten_a_name() -> None:
    assert initials("Julie", "Martin") == "J. M."
    assert initials("élodie", "") == "É."
    assert initials("e\u0301lodie") == "É."
    assert initials("", " ") == ""
