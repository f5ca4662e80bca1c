import pytest

from core.plain_text import lines, one_line


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ali\u202ece", "Alice"),
        ("\u2067Alice\u2069", "Alice"),
        ("Al\u200bice\ufeff", "Alice"),
        ("Alice\r\nBcc: x", "Alice Bcc: x"),
        ("Al\x1bice\x7f\x9b", "Al ice"),
        ("\tAlice\u2028", "Alice"),
    ],
)
def test_a_name_shows_what_it_holds(said: str, kept: str) -> None:
    assert one_line(said) == kept


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e\u0648", "\U0001f469\u200d\U0001f680", "He\u0301le"]
)
def test_what_joins_letters_and_emoji_stays(text: str) -> None:
    assert one_line(text) == text


def test_a_message_keeps_its_lines() -> None:
    assert lines("Bon\u202ejour\r\n\x07Alice\n") == "Bonjour\n Alice"
