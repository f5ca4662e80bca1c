"""A letter is put together once, and said as plain text."""

from mailing.rules.documents import (
    LinkPart,
    MailDocument,
    ParagraphPart,
    Part,
    ProductPart,
    VoucherPart,
    compose,
    fill,
)
from mailing.rules.markup import parse, parse_line
from mailing.rules.plain_text import plain_text

BLOCKS = frozenset({"voucher"})


def composed(text: str, **values: str) -> list[Part]:
    return list(compose(parse(text, BLOCKS, "fr"), values, {}))


def test_an_empty_value_takes_the_space_before_it_along() -> None:
    line = parse_line("Bonjour {first_name}, merci", "fr")

    assert fill(line, {"first_name": "Alice"}) == "Bonjour Alice, merci"
    assert fill(line, {"first_name": ""}) == "Bonjour, merci"
    assert fill(line, {}) == "Bonjour, merci"


def test_what_is_empty_is_left_out() -> None:
    assert composed("{note}\n\n[Voir]({url})\n\n{voucher}") == []
    assert composed("[Voir {what}]({url})", url="https://x.fr", what="tout") == [
        LinkPart("Voir tout", "https://x.fr")
    ]


def test_a_value_of_several_lines_keeps_them() -> None:
    assert composed("Elle dit : {note}", note="Un.\nDeux.") == [
        ParagraphPart(("Elle dit\u00a0: Un.", "Deux."))
    ]


def test_a_value_is_not_read_as_text() -> None:
    assert composed("{note}", note="{first_name} [x]({url})", first_name="Alice") == [
        ParagraphPart(("{first_name} [x]({url})",))
    ]


def test_all_of_a_letter_is_said_in_plain_text() -> None:
    letter = MailDocument(
        language="fr",
        subject="Votre bon",
        preheader="Vite",
        header="La Boutique",
        parts=(
            ParagraphPart(("Bonjour,", "merci.")),
            VoucherPart(
                value="2,00 €", label="Bon", code="Code : FID-1", terms=("Dès 5 €",)
            ),
            ProductPart(name="Lampe", detail="2 × 20 €", address="https://x.fr/1"),
            ProductPart(name="Vase"),
            LinkPart("Mon compte", "https://x.fr"),
        ),
        footer=("La Boutique SARL", "Pourquoi"),
        links=(LinkPart("Choisir", "https://x.fr/p"),),
    )

    assert plain_text(letter).split("\n\n") == [
        "La Boutique",
        "Bonjour,\nmerci.",
        "2,00 €\nBon\nCode : FID-1\nDès 5 €",
        "Lampe\n2 × 20 €\nhttps://x.fr/1",
        "Vase",
        "Mon compte\u00a0:\nhttps://x.fr",
        "--",
        "La Boutique SARL",
        "Pourquoi",
        "Choisir\u00a0:\nhttps://x.fr/p\n",
    ]
