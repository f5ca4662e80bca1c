"""A letter is put together once, and said as plain text."""

from mailing.rules.letters import Good, Letter, Link, Part, Ticket, Words, compose, fill
from mailing.rules.plain import plain
from mailing.rules.texts import parse, parse_line

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
        Link("Voir tout", "https://x.fr")
    ]


def test_a_value_of_several_lines_keeps_them() -> None:
    assert composed("Elle dit : {note}", note="Un.\nDeux.") == [
        Words(("Elle dit\u00a0: Un.", "Deux."))
    ]


def test_a_value_is_not_read_as_text() -> None:
    assert composed("{note}", note="{first_name} [x]({url})", first_name="Alice") == [
        Words(("{first_name} [x]({url})",))
    ]


def test_all_of_a_letter_is_said_in_plain_text() -> None:
    letter = Letter(
        language="fr",
        subject="Votre bon",
        preheader="Vite",
        head="La Boutique",
        parts=(
            Words(("Bonjour,", "merci.")),
            Ticket(value="2,00 €", label="Bon", code="Code : FID-1", terms=("Dès 5 €",)),
            Good(name="Lampe", detail="2 × 20 €", address="https://x.fr/1"),
            Good(name="Vase"),
            Link("Mon compte", "https://x.fr"),
        ),
        foot=("La Boutique SARL", "Pourquoi"),
        links=(Link("Choisir", "https://x.fr/p"),),
    )

    assert plain(letter).split("\n\n") == [
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
