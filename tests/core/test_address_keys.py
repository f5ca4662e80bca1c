"""One key for all addresses of a mailbox, the same in Python and in the database."""

import re

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core.addresses import CAPITALS, PROVIDERS, SMALL, address_key

SAME = [
    ("Julie@Example.com", "julie@example.com"),
    (" julie@example.com\n", "julie@example.com"),
    ("julie+noel@example.com", "julie@example.com"),
    ("Ju.Lie+a+b@GoogleMail.com", "julie@gmail.com"),
    ("julie+x@hotmail.fr", "julie@hotmail.fr"),
    ("julie+x@outlook.com", "julie@outlook.com"),
    ("julie@me.com", "julie@icloud.com"),
    ("julie+x@fastmail.com", "julie@fastmail.com"),
    ("j.u_l-ie+x@protonmail.com", "julie@pm.me"),
    ("julie-achats@yahoo.fr", "julie@yahoo.fr"),
    ("julie-achats@yahoo.co.uk", "julie+b@yahoo.co.uk"),
    ("julie@bücher.example", "julie@xn--bcher-kva.example"),
    ("julie@BÜCHER.example", "julie@bu\u0308cher.example"),
    ("bonjour@épicerie-dubois.example", "bonjour@xn--picerie-dubois-9jb.example"),
    ("julie@example.com.", "julie@example.com"),
    ("julie@例。example", "julie@例.example"),
    ("hélène@example.com", "HE\u0301LE\u0300NE@example.com"),
]
OTHERS = [
    ("ju.lie@example.com", "julie@example.com"),
    ("ju.lie@outlook.com", "julie@outlook.com"),
    ("julie-achats@gmail.com", "julie@gmail.com"),
    ("julie-achats@example.com", "julie@example.com"),
    ("julie@yahoo.fr", "julie@yahoo.com"),
    ("julie@hotmail.com", "julie@outlook.com"),
    ("julie@notgmail.com", "julie@gmail.com"),
    ("+a@example.com", "+b@example.com"),
    ("julie@bücher.example", "julie@bucher.example"),
]
NOBODY = ["", " ", "julie", "@example.com", "julie@", "julie@.", "@"]


def in_database(*emails: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address_key(email) FROM unnest(%s::text[]) WITH ORDINALITY"
            " AS told(email, place) ORDER BY place",
            [list(emails)],
        )
        return [key for (key,) in cursor.fetchall()]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_an_alias_has_the_key_of_its_mailbox(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_mailbox_has_another_key(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize("email", NOBODY)
def test_what_is_no_address_is_nobody(email: str) -> None:
    assert address_key(email) == ""


@pytest.mark.django_db
def test_the_database_knows_the_same_keys() -> None:
    emails = [*NOBODY, *(each for pair in SAME + OTHERS for each in pair)]

    assert in_database(*emails) == [address_key(each) for each in emails]


def test_each_capital_has_one_small_letter() -> None:
    assert len(CAPITALS) == len(SMALL)


LETTERS = "abzAZ09._+-éÉÀçßŒœñøÅåλΛжЖ中'\u0301 "
HOSTS = [
    "gmail.com", "GoogleMail.com", "yahoo.fr", "yahoo.com.br", "ymail.com", "proton.me",
    "pm.me", "me.com", "icloud.com", "outlook.com", "live.fr", "orange.fr", "example.com",
]  # fmt: skip
domains = st.sampled_from(HOSTS) | st.lists(
    st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=4
).map(".".join)
addresses = st.builds("{}@{}".format, st.text(LETTERS, max_size=12), domains)


@pytest.mark.django_db
@settings(deadline=None, max_examples=60)
@given(st.lists(addresses | st.text(LETTERS + "@", max_size=16), min_size=30, max_size=80))
def test_the_twins_agree_on_any_address(emails: list[str]) -> None:
    assert in_database(*emails) == [address_key(each) for each in emails]


@given(addresses)
def test_capitals_make_no_other_key(email: str) -> None:
    capitals = email.translate(str.maketrans(SMALL, CAPITALS))

    assert address_key(capitals) == address_key(email)


@pytest.mark.parametrize("host", HOSTS)
def test_at_most_one_provider_has_a_domain(host: str) -> None:
    assert sum(bool(re.fullmatch(each.domains, host.lower())) for each in PROVIDERS) <= 1
