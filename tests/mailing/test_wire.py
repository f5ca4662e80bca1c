"""The head of a mail as the bytes that an SMTP server receives."""

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailing.actions.messages import WireMessage
from mailing.rules.headers import addressed, ascii_address

LONG_LINK = "<https://fidelite.example/desabonnement/" + "WzIsIm9mZmVycyIsNDAxXQ" * 8 + "/>"


def sent(
    *, to: str = "a@example.com", subject: str = "Bonjour", sender: str = "", **headers: str
) -> bytes:
    """What leaves by SMTP."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    message = WireMessage(subject, "Texte", sender or "b@example.com", [to], headers=names)
    return message.message(policy=email.policy.SMTP).as_bytes()


def raw(content: bytes, name: str) -> str:
    """The value of a header as a plain parser unfolds it, nothing decoded."""
    head = content.split(b"\r\n\r\n")[0].decode("ascii")
    unfolded = re.sub(r"\r\n(?=[ \t])", "", head)
    found = [line for line in unfolded.split("\r\n") if line.startswith(f"{name}: ")]
    assert len(found) == 1, head
    return found[0].removeprefix(f"{name}: ")


def read_back(content: bytes, name: str) -> list[tuple[str, str]]:
    """Names and addresses as a mailbox shows them."""
    header = email.message_from_bytes(content, policy=email.policy.default)[name]
    return [(each.display_name, each.addr_spec) for each in header.addresses]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Unsubscribe", LONG_LINK),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", "<" + "offres." * 20 + "boutique.example>"),
        ("Message-ID", "<mail.12.1795307337@" + "sous." * 20 + "domaine.example>"),
        ("References", " ".join(f"<{n}@boutique-exemple.example>" for n in range(9))),
    ],
)
def test_headers_read_to_the_letter_leave_as_they_are(name: str, value: str) -> None:
    content = sent(**{name: value})

    assert raw(content, name) == value
    assert b"=?" not in content.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize("value", ["<https://bücher.example/>", "<a>\r\nBcc: x@y.example"])
def test_what_cannot_stand_in_such_a_header_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"header|newline|linefeed"):
        sent(**{"List-Unsubscribe": value})


NAMES = [
    "Hélène Dupont, veuve Martin",
    "Hélène Marie-Christine Dupont-Durand de la Roche, veuve Martin, née Lefèvre",
    "Dupont, Jean",
    "Société « L’Atelier » <Paris> (siège); [75]",
    'Jean "Jojo" Martin',
    "Back\\slash",
    "=?utf-8?q?piege?=",
    "Ωμέγα 株式会社 🎁",
    "a@b.example, c@d.example",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("header", ["To", "From"])
def test_a_name_is_one_mailbox_whatever_stands_in_it(name: str, header: str) -> None:
    address = "contact@societe-exemple-equipement.example"
    written = addressed(name, address)
    content = sent(to=written) if header == "To" else sent(sender=written)

    parsed = getaddresses([raw(content, header)])
    assert [mailbox for _name, mailbox in parsed] == [address]
    assert [mailbox for _name, mailbox in read_back(content, header)] == [address]


@pytest.mark.parametrize("name", [each for each in NAMES if not each.startswith("=?")])
def test_a_name_arrives_as_it_was_written(name: str) -> None:
    head = raw(sent(to=addressed(name, "a@example.com")), "To")

    [(phrase, mailbox)] = getaddresses([head])
    # RFC 2047: white space between two encoded words belongs to neither.
    assert str(make_header(decode_header(phrase))) == name
    assert mailbox == "a@example.com"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_any_name_is_one_mailbox_in_lines_that_fit(name: str) -> None:
    content = sent(to=addressed(name, "contact@example.com"))

    assert [mailbox for _n, mailbox in read_back(content, "To")] == ["contact@example.com"]
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("hello@bücher.example", "hello@xn--bcher-kva.example"),
        ("bonjour@épicerie-dubois.example", "bonjour@xn--picerie-dubois-9jb.example"),
        ("a@example.com", "a@example.com"),
    ],
)
def test_accented_domains_leave_as_mail_servers_know_them(given: str, written: str) -> None:
    assert ascii_address(given) == written
    content = sent(to=addressed("Zoé", given), sender=addressed("Épicerie", given))

    assert read_back(content, "To") == [("Zoé", written)]
    assert read_back(content, "From") == [("Épicerie", written)]


@pytest.mark.parametrize("bad", ["zoé@example.com", "a@" + "é" * 80 + ".example"])
def test_an_address_that_no_server_takes_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"ASCII|domain"):
        addressed("Zoé", bad)


def test_a_subject_of_long_words_can_be_read_again() -> None:
    subject = "Vos récompenses : " + "é" * 120 + " [dernier jour], " + "x" * 200
    content = sent(subject=subject)

    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Subject"] == subject
