import pytest

from core.languages import spoken


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["en", "fr"], "en"),
        (["de", "en"], "en"),
        (["de", "", "en"], "en"),
        (["fr-CA", "en"], "fr"),
        (["EN_gb", "fr"], "en"),
        (["de", "it"], "fr"),
        ([""], "fr"),
    ],
)
def test_the_first_wish_that_is_spoken_counts(wishes: list[str], language: str) -> None:
    assert spoken(*wishes) == language
