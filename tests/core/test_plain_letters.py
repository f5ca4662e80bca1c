"""Words as people type them in a search, the same in Python and in the database."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plain_letters import plain_letters

SAMPLES = {
    "Hélène": "helene",
    "He\u0301LE\u0300NE": "helene",
    "ÇELİK": "celik",
    "Çelik": "celik",
    "Cœur d’Œuf": "coeur d'oeuf",
    "Straße": "strasse",
    "Łódź": "lodz",
    "Julie Martin": "julie martin",
    "": "",
}


@pytest.mark.parametrize("text", SAMPLES)
def test_accents_and_capitals_make_no_difference(text: str) -> None:
    assert plain_letters(text) == SAMPLES[text]


def in_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT plain_letters(words) FROM unnest(%s::text[]) WITH ORDINALITY"
            " AS told(words, place) ORDER BY place",
            [texts],
        )
        return [found for (found,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_database_finds_the_same_letters() -> None:
    assert in_database([*SAMPLES]) == [*SAMPLES.values()]


@pytest.mark.django_db
@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text("aZéÉçİıßŒœłØø\u0301’'- 中Ω", max_size=12), min_size=20, max_size=40)
)
def test_the_twins_agree_on_any_word(texts: list[str]) -> None:
    assert in_database(texts) == [plain_letters(each) for each in texts]
