"""What a merchant writes, taken apart; and what he is told where it cannot stand."""

import pytest

from mailing.rules.texts import (
    Block,
    Button,
    Fault,
    Paragraph,
    Slot,
    What,
    Wrong,
    faults,
    line_faults,
    parse,
    parse_line,
    read_source,
)

KNOWN = {
    "first_name": What.WORDS,
    "account_url": What.ADDRESS,
    "voucher": What.BLOCK,
}
BLOCKS = frozenset({"voucher"})


def test_paragraphs_buttons_and_blocks_stand_alone() -> None:
    text = "Bonjour {first_name},\nmerci.\n\n{voucher}\n\n[Mon compte]({account_url})"

    assert parse(text, BLOCKS, "fr") == (
        Paragraph((("Bonjour ", Slot("first_name"), ","), ("merci.",))),
        Block("voucher"),
        Button(("Mon compte",), "account_url"),
    )


@pytest.mark.parametrize("ends", ["a\n\nb", "\n\na\n \n\n\nb\n", "a\r\n\r\nb"])
def test_empty_lines_part_paragraphs_however_many(ends: str) -> None:
    assert parse(ends, BLOCKS, "fr") == (Paragraph((("a",),)), Paragraph((("b",),)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Merci !", "Merci\u202f!"),
        ("Vraiment ? Oui ; non.", "Vraiment\u202f? Oui\u202f; non."),
        ("Code : 10 % ou 5 €", "Code\u00a0: 10\u00a0% ou 5\u00a0€"),
        ("« Bronze »", "«\u00a0Bronze\u00a0»"),
        ("l'offre d'août", "l’offre d’août"),
        ("à 10:30, http://x", "à 10:30, http://x"),
    ],
)
def test_french_gets_its_spaces_and_apostrophes(written: str, read: str) -> None:
    assert parse_line(written, "fr") == (read,)


def test_english_keeps_its_plain_spaces() -> None:
    assert parse_line("Really ? It's so : 5 %", "en") == ("Really ? It’s so : 5 %",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bonjour {first_name}", []),
        ("[Mon compte]({account_url})", []),
        ("Bonjour {prenom}", [Fault(Wrong.UNKNOWN, "prenom")]),
        ("{{ first_name }}", [Fault(Wrong.STRAY, "{{ first_name }}")]),
        ("{% load x %}", [Fault(Wrong.STRAY, "{% load x %}")]),
        ("first_name}", [Fault(Wrong.STRAY, "}")]),
        ("Voici {voucher} !", [Fault(Wrong.NOT_ALONE, "{voucher}")]),
        ("Allez sur {account_url}", [Fault(Wrong.NOT_ALONE, "{account_url}")]),
        ("[Là]({first_name})", [Fault(Wrong.NO_ADDRESS, "first_name")]),
        ("[Là]({nowhere})", [Fault(Wrong.UNKNOWN, "nowhere")]),
        (
            "Voir [là]({account_url}).",
            [Fault(Wrong.NOT_ALONE, "[là]({account_url})")],
        ),
        (
            "[là](https://example.com)",
            [Fault(Wrong.NOT_ALONE, "[là](https://example.com)")],
        ),
    ],
)
def test_what_cannot_stand_is_named(text: str, found: list[Fault]) -> None:
    assert faults(text, KNOWN) == found


def test_a_subject_holds_words_only() -> None:
    assert line_faults("Bonjour {first_name}", KNOWN) == []
    assert line_faults("{voucher} {account_url} {x}", KNOWN) == [
        Fault(Wrong.NOT_ALONE, "{voucher}"),
        Fault(Wrong.NOT_ALONE, "{account_url}"),
        Fault(Wrong.UNKNOWN, "x"),
    ]


def test_a_file_holds_a_subject_a_preheader_and_a_body() -> None:
    source = read_source("Subject: Bon : {x}\nPreheader: Vite\n\nBonjour\n\nÀ bientôt\n")

    assert (source.subject, source.preheader) == ("Bon : {x}", "Vite")
    assert source.body == "Bonjour\n\nÀ bientôt"
