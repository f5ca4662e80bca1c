"""What a merchant writes, taken apart; and what is refused, with the reason."""

import pytest

from mailing.rules.markup import (
    BlockNode,
    ButtonNode,
    NameType,
    ParagraphNode,
    ProblemType,
    Slot,
    TextProblem,
    line_problems,
    parse,
    parse_line,
    read_source,
    text_problems,
)

KNOWN = {
    "first_name": NameType.WORDS,
    "account_url": NameType.ADDRESS,
    "voucher": NameType.BLOCK,
}
BLOCKS = frozenset({"voucher"})


def test_paragraphs_buttons_and_blocks_stand_alone() -> None:
    text = "Bonjour {first_name},\nmerci.\n\n{voucher}\n\n[Mon compte]({account_url})"

    assert parse(text, BLOCKS, "fr") == (
        ParagraphNode((("Bonjour ", Slot("first_name"), ","), ("merci.",))),
        BlockNode("voucher"),
        ButtonNode(("Mon compte",), "account_url"),
    )


@pytest.mark.parametrize("ends", ["a\n\nb", "\n\na\n \n\n\nb\n", "a\r\n\r\nb"])
def test_empty_lines_part_paragraphs_however_many(ends: str) -> None:
    assert parse(ends, BLOCKS, "fr") == (ParagraphNode((("a",),)), ParagraphNode((("b",),)))


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
        ("Bonjour {prenom}", [TextProblem(ProblemType.UNKNOWN, "prenom")]),
        ("{{ first_name }}", [TextProblem(ProblemType.STRAY, "{{ first_name }}")]),
        ("{% load x %}", [TextProblem(ProblemType.STRAY, "{% load x %}")]),
        ("first_name}", [TextProblem(ProblemType.STRAY, "}")]),
        ("Voici {voucher} !", [TextProblem(ProblemType.NOT_ALONE, "{voucher}")]),
        ("Allez sur {account_url}", [TextProblem(ProblemType.NOT_ALONE, "{account_url}")]),
        ("[Là]({first_name})", [TextProblem(ProblemType.NO_ADDRESS, "first_name")]),
        ("[Là]({nowhere})", [TextProblem(ProblemType.UNKNOWN, "nowhere")]),
        (
            "Voir [là]({account_url}).",
            [TextProblem(ProblemType.NOT_ALONE, "[là]({account_url})")],
        ),
        (
            "[là](https://example.com)",
            [TextProblem(ProblemType.NOT_ALONE, "[là](https://example.com)")],
        ),
    ],
)
def test_what_cannot_stand_is_named(text: str, found: list[TextProblem]) -> None:
    assert text_problems(text, KNOWN) == found


def test_a_subject_holds_words_only() -> None:
    assert line_problems("Bonjour {first_name}", KNOWN) == []
    assert line_problems("{voucher} {account_url} {x}", KNOWN) == [
        TextProblem(ProblemType.NOT_ALONE, "{voucher}"),
        TextProblem(ProblemType.NOT_ALONE, "{account_url}"),
        TextProblem(ProblemType.UNKNOWN, "x"),
    ]


def test_a_file_holds_a_subject_a_preheader_and_a_body() -> None:
    source = read_source("Subject: Bon : {x}\nPreheader: Vite\n\nBonjour\n\nÀ bientôt\n")

    assert (source.subject, source.preheader) == ("Bon : {x}", "Vite")
    assert source.body == "Bonjour\n\nÀ bientôt"
