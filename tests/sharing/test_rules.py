"""What a stranger may write to another in the shop's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing import rules


@given(st.sampled_from(["http://", "https://", "www.", "x@"]), st.text(), st.text())
def test_a_link_is_found_wherever_it_stands(link: str, before: str, after: str) -> None:
    assert rules.has_link(f"{before} {link}a{after}")


@pytest.mark.parametrize(
    "words", ["Oui ! 12,50 € : c’est peu… n’est-ce pas ?", "J’adore.Vraiment"]
)
def test_plain_words_are_no_markup(words: str) -> None:
    """A forgotten space after a full stop reads like an address, and is refused."""
    assert rules.has_link(words) == ("." in words)
    assert not rules.has_markup(words)
