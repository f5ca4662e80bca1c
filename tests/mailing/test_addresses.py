import pytest

from mailing.rules.addresses import hashed


@pytest.mark.parametrize("email", ["alice@example.com", " Alice@Example.COM "])
def test_one_mailbox_has_one_hash_however_it_is_written(email: str) -> None:
    expected = hashed("alice@example.com", key="k")

    assert len(expected) == 16
    assert hashed(email, key="k") == expected


def test_a_hash_tells_nothing_without_its_key() -> None:
    here, there = (hashed("alice@example.com", key=key) for key in ("a", "b"))

    assert here != there
    assert hashed("bob@example.com", key="a") != here
