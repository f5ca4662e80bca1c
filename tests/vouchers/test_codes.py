import re

from vouchers.rules.codes import ALPHABET, new_code


def test_a_code_shows_where_it_comes_from_and_cannot_be_misread() -> None:
    code = new_code("FID")

    assert re.fullmatch(rf"FID-[{ALPHABET}]{{11}}", code)
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_no_two_codes_are_the_same() -> None:
    assert len({new_code("FID") for _ in range(1000)}) == 1000
