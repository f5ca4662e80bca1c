import pytest

from core.names import initials, is_name


@pytest.mark.parametrize("name", ["Julie", "Anne-Sophie", "O’Brien", "Élodie D", "李"])
def test_a_name_is_letters_and_what_joins_them(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["www.evil.com", "Win 100€", "a@b.c", "<b>", "evil.co", "A\nBcc", "x/y", "50%"]
)
def test_addresses_and_prices_are_no_names(name: str) -> None:
    assert not is_name(name)


def test_initials_shorten_a_name() -> None:
    assert initials("Julie", "Martin") == "J. M."
    assert initials("élodie", "") == "É."
    assert initials("", " ") == ""
