"""Every code has a page, and every refusal that the API can answer has a code there."""

import ast
import re
from collections.abc import Iterator

import pytest

from api.codes.index import CODES, NOTE_CODES, PROBLEM_CODES, REFUSAL_REASONS
from api.problems import TITLES
from core.errors import Refused
from shop.rules import notes
from tests.api.conftest import Caller
from tests.test_architecture import ROOT

# Refusals of doors other than the API: the back-office, « Mon compte », files, commands.
ELSEWHERE = {
    "accounts",
    "api.actions",
    "api.imports",
    "connectors",
    "core",
    "demo_shop",
    "earning",
    "loyalty_site",
    "mailing",
    "portal",
    "programme",
    "referrals",
    "reminders",
    "sharing",
    "tiers",
}
NOT_BY_CALL = {
    "code_taken": "a code that staff choose",
    "no_terms": "cards that staff make",
    "below_spent": "a budget that staff lower",
    "name_taken": "a budget or a batch that staff name",
    "may_have_none": "a voucher that staff give",
    "nobody_named": "a batch that staff make",
    "made_before": "a batch that staff make",
    "offer_over": "an offer that staff change",
    "no_reason": "points that staff move",
    "not_allowed": "points that staff move",
    "over_limit": "points that staff move",
    "not_wished": "answered as unknown",
    "not_there": "lists in « Mon compte »",
    "already_there": "lists in « Mon compte »",
    "too_many_lists": "lists in « Mon compte »",
    "default_stays": "lists in « Mon compte »",
    "all_given": "lists that friends see",
    "cannot_merge": "customers that staff merge",
    "same_customer": "customers that staff merge",
    "other_shop": "customers that staff merge",
    "already_merged": "customers that staff merge",
    "erased": "customers that staff merge",
    "into_guest": "customers that staff merge",
    "not_merged": "customers that staff part",
    "role_not_yours": "a team that staff change",
    "works_elsewhere": "a team that staff change",
    "cannot_withdraw": "a team that staff change",
    "not_at_this_step": "a file that staff import",
}


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


def codes_of_views() -> set[str]:
    """The second word of each ``Problem(status, code, …)`` that stands in the API."""
    found = set()
    for path in ROOT.glob("api/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name("Problem"), args=[_, ast.Constant(str(code)), *_]
                ):
                    found.add(code)
    return found


def test_every_refusal_below_the_api_is_explained_or_another_doors() -> None:
    named = {
        each.__dict__["code"]
        for each in refusals()
        if "code" in each.__dict__
        and not any(each.__module__.startswith(door) for door in ELSEWHERE)
        and not each.__module__.startswith("tests")
    }

    assert named - CODES.keys() == NOT_BY_CALL.keys()
    assert codes_of_views() <= CODES.keys()
    assert set(REFUSAL_REASONS) <= CODES.keys()
    words = {value for name, value in vars(notes).items() if name.isupper()}
    assert {word for word in words if isinstance(word, str)} == set(NOTE_CODES)


def test_every_status_has_a_title() -> None:
    assert {status for each in CODES.values() for status in each.statuses} == set(TITLES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_explains_the_code_in_both_languages(code: str) -> None:
    pages = {
        language: Caller(None).get(f"/docs/errors/{code}", Accept_Language=language)
        for language in ("en", "fr")
    }

    for language, page in pages.items():
        assert page.status_code == 200
        assert page["Content-Language"] == language
        assert f"<code>{code}</code>" in page.text
        assert f'<html lang="{language}">' in page.text
    meanings = {
        re.search(r"<h2>.*?</h2>\s*<p>(.*?)</p>", page.text, re.DOTALL)[1]  # type: ignore[index]
        for page in pages.values()
    }
    assert len(meanings) == 2


def test_all_codes_stand_on_one_page_with_their_links() -> None:
    page = Caller(None).get("/docs/errors").text

    for code in CODES:
        assert f'href="/api/v1/docs/errors/{code}"' in page


def test_a_code_that_is_none_has_no_page() -> None:
    assert Caller(None).get("/docs/errors/nonsense").status_code == 404


@pytest.mark.django_db
def test_a_problem_leads_to_the_page_of_its_code(api: Caller) -> None:
    for answer in (
        api.get("/nowhere"),
        api.put("/groups/1", {}),
        Caller(None).get("/levels"),
    ):
        problem = answer.json()
        page = api.get(problem["type"].partition("/api/v1")[2])
        assert page.status_code == 200
        assert f"<code>{problem['code']}</code>" in page.text
        assert problem["type"].startswith("http")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "kind", "sentence"),
    [
        ("get", "/customers/999/account", "customer", "No customer is known under “999”."),
        ("get", "/customers/999", "customer", "No customer is known under “999”."),
        ("delete", "/customers/999", "customer", "No customer is known under “999”."),
        ("get", "/orders/999", "order", "No order is known under “999”."),
        ("delete", "/orders/999", "order", "No order is known under “999”."),
        ("get", "/products/9", "product", "No product is known under “9”."),
        ("delete", "/products/9", "product", "No product is known under “9”."),
        ("get", "/carts/9", "cart", "No cart is known under “9”."),
        ("delete", "/carts/9", "cart", "No cart is known under “9”."),
        ("get", "/groups/9", "group", "No customer group is known under “9”."),
        ("get", "/categories/9", "category", "No category is known under “9”."),
        ("delete", "/webhooks/9", "webhook", "No webhook is known under “9”."),
        ("get", "/vouchers/NONE", "voucher", "This code is not valid."),
        ("get", "/gift-cards/NONE", "gift_card", "This is not the code of a gift card."),
    ],
)
def test_what_is_not_found_is_named(
    api: Caller, method: str, path: str, kind: str, sentence: str
) -> None:
    answer = api.raw(method, path, b"")

    problem = answer.json()
    assert answer.status_code == 404
    assert (problem["code"], problem["kind"], problem["detail"]) == (
        "unknown",
        kind,
        sentence,
    )


def test_the_document_lists_the_codes(api: Caller) -> None:
    schemas = api.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["ProblemResponse"]["properties"]["code"]["enum"] == PROBLEM_CODES
    assert schemas["QuoteRefusal"]["properties"]["reason"]["enum"] == REFUSAL_REASONS
    assert schemas["OrderNote"]["properties"]["code"]["enum"] == NOTE_CODES
