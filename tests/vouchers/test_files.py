"""Files of customers, as merchants have them."""

import pytest

from vouchers.rules.customer_files import FileEntry, read_customer_file


def who(content: bytes | str) -> list[str | None]:
    raw = content.encode() if isinstance(content, str) else content
    return [entry.who for entry in read_customer_file(raw)]


def test_one_customer_a_line() -> None:
    assert read_customer_file(b"57\n58\r\n\r\n59") == [
        FileEntry(1, "57"),
        FileEntry(2, "58"),
        FileEntry(4, "59"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_column_of_addresses_is_found_by_its_name(separator: str) -> None:
    rows = [["Nom", "Adresse e-mail", "id"], ["Martin", "Alice@Example.com", "57"]]

    assert who("\n".join(separator.join(row) for row in rows)) == ["Alice@Example.com"]


@pytest.mark.parametrize(
    "head", ["email", "E-MAIL", "Courriel", '"mail"', "id_customer", "Client", "N° client"]
)
def test_the_line_of_names_is_no_customer(head: str) -> None:
    assert who(f"{head}\n57") == ["57"]


def test_an_address_counts_before_an_id() -> None:
    assert who("id;email\n57;alice@example.com") == ["alice@example.com"]


def test_without_names_the_address_on_the_line_counts() -> None:
    assert who("57;Martin;alice@example.com\n58;Dupont;") == ["alice@example.com", "58"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read(encoding: str) -> None:
    text = "prénom;email\nÉlodie;élodie@example.com\n"

    assert who(text.encode(encoding)) == ["élodie@example.com"]


def test_a_stray_quote_swallows_one_line_at_most() -> None:
    assert who('email;name\n"alice@example.com;A\nbob@example.com;B') == [
        "alice@example.com;A",
        "bob@example.com",
    ]


def test_what_cannot_be_anybody_is_told_by_its_line() -> None:
    content = (
        b"email;name\n;nobody\n" + b"x" * 255 + b";long\nal\0ice;nul\nb@example.com;B\n"
    )

    assert read_customer_file(content) == [
        FileEntry(2, None),
        FileEntry(3, None),
        FileEntry(4, None),
        FileEntry(5, "b@example.com"),
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"email"])
def test_a_file_of_nobody_names_nobody(content: bytes) -> None:
    assert read_customer_file(content) == []
