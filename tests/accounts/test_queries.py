import pytest
from django.db.models import Value
from django.utils.translation import override

from accounts.models import User
from accounts.phrases import author_name
from accounts.queries import author_of, staff_email
from tests.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "author", ["system", "api:1", "staff:x", "staff:", "customer:1", ""]
)
def test_only_staff_have_an_address(author: str) -> None:
    make_staff("marie@example.com")

    rows = User.objects.annotate(author=Value(author), said=staff_email("author"))

    assert [row.said for row in rows] == [None]


def test_staff_are_found_by_what_they_signed_with() -> None:
    marie = make_staff("marie@example.com")
    make_staff("sam@example.com")

    rows = User.objects.annotate(author=Value(author_of(marie)))
    found = rows.annotate(said=staff_email("author")).values_list("said", flat=True)

    assert set(found) == {"marie@example.com"}


@pytest.mark.parametrize(
    ("author", "email", "name"),
    [
        ("staff:1", "marie@example.com", "marie@example.com"),
        ("staff:1", None, "staff:1"),
        ("system", None, "The programme"),
        ("api:7", None, "The shop"),
        ("customer", None, "The customer"),
        ("customer:57", None, "The customer"),
    ],
)
def test_authors_have_names(author: str, email: str | None, name: str) -> None:
    with override("en"):
        assert author_name(author, email) == name
