"""Keys: made once, shown once, told apart by what they may do, and gone when revoked."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from api import actions as api_actions
from api import rules
from api.models import ApiKey, ApiKeyUse, ImportDigest, StoredResponse
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for, page_of
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, day, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alice")]


def make_key(shop: Shop, **fields: object) -> ApiKey:
    known = {"shop": shop, "name": "x", "digest": b"d", "scopes": [], "created_at": START}
    return ApiKey.objects.create(**known | fields)


def answer_twice(shop: Shop) -> None:
    key = make_key(shop)
    for _ in range(2):
        StoredResponse.objects.create(api_key=key, idempotency_key="a", created_at=START)


def use_twice(shop: Shop) -> None:
    key = make_key(shop)
    for _ in range(2):
        ApiKeyUse.objects.create(
            api_key=key, day=START, scope="read", address="192.0.2.1", first_at=START
        )


WRONGS: Wrongs = {
    "api_key_use_once_a_day": use_twice,
    "api_key_digest_once": lambda shop: [make_key(shop), make_key(shop)],
    "api_key_scopes_are_known": lambda shop: make_key(shop, scopes=["everything"]),
    "api_key_may_ask_something": lambda shop: make_key(shop, rate_limit=0),
    "response_once_per_key": answer_twice,
    "response_has_status_or_is_a_claim": lambda shop: StoredResponse.objects.create(
        api_key=make_key(shop), idempotency_key="a", content="{}", created_at=START
    ),
    "import_digest_once": lambda shop: [
        ImportDigest.objects.create(shop=shop, external_id="46", digest=b"x")
        for _ in range(2)
    ],
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("api")


@pytest.mark.parametrize("name", WRONGS)
def test_a_constraint_refuses_its_wrong(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_a_key_is_kept_as_a_digest_and_a_few_visible_letters(shop: Shop) -> None:
    key, token = api_actions.create_key(shop=shop, name="PrestaShop", now=START)

    assert bytes(key.digest) == rules.token_digest(token)
    assert key.prefix == token[:12]
    assert len(token) > 60
    assert key.scopes == ["facts", "read", "redeem", "grant", "erase", "manage"]
    assert str(key) == f"PrestaShop ({token[:12]}…)"


def test_an_unknown_scope_makes_no_key(shop: Shop) -> None:
    with pytest.raises(api_actions.UnknownScope, match="facts, read, redeem"):
        api_actions.create_key(shop=shop, name="x", scopes=["write"], now=START)

    assert not ApiKey.objects.exists()


def test_a_key_needs_a_name(shop: Shop) -> None:
    with pytest.raises(ValidationError):
        api_actions.create_key(shop=shop, name="", now=START)


def test_a_revoked_key_opens_nothing_at_once(shop: Shop) -> None:
    key, token = api_actions.create_key(shop=shop, name="x", now=START)
    caller = Caller(token)
    assert caller.get("/customers/57/account").status_code == 200

    api_actions.revoke_key(key=key, now=day(1))
    api_actions.revoke_key(key=key, now=day(2))

    answer = caller.get("/customers/57/account")
    assert key.revoked_at == day(1)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "bearer é"]
)
def test_without_a_valid_key_nobody_comes_in(header: str) -> None:
    answer = Caller(None).get("/customers/57/account", Authorization=header)

    assert answer.status_code == 401
    assert answer.json() == {
        "type": page_of("unauthenticated"),
        "title": "A key is needed",
        "status": 401,
        "detail": "Send a valid key of the shop as “Authorization: Bearer …”.",
        "code": "unauthenticated",
    }


GRANT = {"points": 1, "source": "test"}
CALLS: list[tuple[str, Callable[[Caller], int]]] = [
    (
        "facts",
        lambda caller: (
            caller.put("/groups/1", {"updated_at": day(0).isoformat()}).status_code
        ),
    ),
    ("facts", lambda caller: caller.delete("/carts/1").status_code),
    ("read", lambda caller: caller.get("/customers/57/account").status_code),
    ("read", lambda caller: caller.get("/customers/57/points").status_code),
    ("redeem", lambda caller: caller.post("/customers/57/conversions").status_code),
    ("redeem", lambda caller: caller.post("/customers/57/login-links").status_code),
    ("erase", lambda caller: caller.delete("/customers/57").status_code),
    ("grant", lambda caller: caller.post("/customers/57/grants", GRANT).status_code),
]


@pytest.mark.parametrize(("scope", "call"), CALLS)
def test_a_key_does_what_its_scope_says_and_nothing_else(
    shop: Shop, scope: str, call: Callable[[Caller], int]
) -> None:
    others = [each for each in ApiKey.Scope.values if each != scope]

    assert call(key_for(shop, [scope])) != 403
    assert call(key_for(shop, others)) == 403


def test_a_missing_scope_is_named(shop: Shop) -> None:
    problem = key_for(shop, ["read"]).delete("/carts/1").json()

    assert (problem["code"], problem["scope"]) == ("scope_missing", "facts")


def test_another_shops_key_sees_nothing() -> None:
    stranger = key_for(make_shop("ailleurs"))

    assert stranger.get("/customers/57/account").status_code == 404
    assert stranger.get("/customers/57/points").status_code == 404
    assert stranger.post("/customers/57/conversions").status_code == 404
    assert stranger.post("/customers/57/login-links").status_code == 404
    assert stranger.delete("/customers/57").status_code == 404
    assert Customer.objects.get().erased_at is None


def test_the_day_of_use_is_written_once_a_day(
    shop: Shop, clock: time_machine.Traveller
) -> None:
    caller = key_for(shop)
    caller.get("/customers/57/account")
    assert ApiKey.objects.get().last_used_on == date(2026, 5, 1)

    clock.move_to(day(1))
    caller.get("/customers/57/account")

    assert ApiKey.objects.get().last_used_on == date(2026, 5, 2)


def test_the_command_prints_the_key_alone() -> None:
    out, err = StringIO(), StringIO()
    call_command("create_api_key", shop="boutique", name="Caisse", stdout=out, stderr=err)

    [token] = out.getvalue().splitlines()
    assert Caller(token).get("/customers/57/account").status_code == 200
    assert token not in err.getvalue()
    assert "Caisse" in err.getvalue()


def test_the_command_gives_the_scopes_it_is_told() -> None:
    call_command(
        "create_api_key",
        shop="boutique",
        name="x",
        scopes="read, facts",
        stdout=StringIO(),
        stderr=StringIO(),
    )

    assert ApiKey.objects.get().scopes == ["facts", "read"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"shop": "nowhere"}, "There is no shop “nowhere”."),
        ({"scopes": "facts,all"}, "all"),
        ({"name": "x" * 101}, "100"),
    ],
)
def test_the_command_says_what_is_wrong(options: dict[str, str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        call_command("create_api_key", **{"shop": "boutique", "name": "x"} | options)
