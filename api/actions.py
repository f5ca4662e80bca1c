"""Create and revoke keys, and store the responses of idempotent calls."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.actions import IssuedLink
from accounts.models import User
from api import queries as api_queries
from api import rules
from api.models import ApiKey, ApiKeyUse, StoredResponse
from core.errors import Invalid, Refused
from core.sql import Fragment, execute
from shop.models import Customer, Shop


class UnknownScope(Invalid):
    code = "unknown_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(
            _("“%(scope)s” is not a scope: %(known)s are.")
            % {"scope": scope, "known": ", ".join(ApiKey.Scope.values)},
            field="scopes",
        )


class ScopeNotYours(Refused):
    """The maker may not do by hand what the key would do for them."""

    code = "scope_not_yours"

    def __init__(self, scope: str) -> None:
        label = ApiKey.Scope(scope).label
        super().__init__(
            _("You may not give a key the right “%(right)s”: you do not have it yourself.")
            % {"right": label},
            scope=scope,
        )


class HasNoAccount(Refused):
    """A guest, an erased customer, or one without an e-mail address."""

    code = "no_account"

    def __init__(self) -> None:
        super().__init__(_("This customer has no account to log in to."))


def make_login_link(*, customer: Customer, now: datetime) -> IssuedLink:
    """Make a link that logs the customer in, once. Raises: HasNoAccount."""
    if not customer.email or not customer.may_earn:
        raise HasNoAccount
    return accounts.make_link(shop=customer.shop.code, email=customer.email, now=now)


def create_key(
    *,
    shop: Shop,
    name: str,
    scopes: Collection[str] | None = None,
    by: User | None = None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Create a key; return it with its token, which is shown once and stored nowhere.

    Without ``scopes`` it has all of them. ``by`` is the member of staff who makes it;
    whoever runs the command on the server is nobody, and may do everything.

    Raises: UnknownScope, ScopeNotYours, ValidationError.
    """
    wanted = ApiKey.Scope.values if scopes is None else sorted(set(scopes))
    for scope in wanted:
        if scope not in ApiKey.Scope.values:
            raise UnknownScope(scope)
        if by is not None and not by.has_perm(rules.SCOPE_RIGHTS[scope]):
            raise ScopeNotYours(scope)
    token = rules.new_token()
    key = ApiKey(
        shop=shop,
        name=name,
        prefix=token[: rules.PREFIX_LENGTH],
        digest=rules.token_digest(token),
        scopes=wanted,
        created_by=by,
        created_at=now,
    )
    key.full_clean()
    key.save()
    return key, token


def revoke_key(*, key: ApiKey, now: datetime) -> None:
    """Make the key invalid from now on. Idempotent."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
    key.refresh_from_db(fields=["revoked_at"])


def revoke_keys_without_maker(*, now: datetime) -> int:
    """Revoke for good the keys whose makers no longer work in their shops; how many.

    They have been refused since (``api.queries.key_of``): this keeps them from opening the
    shop again should the maker come back.
    """
    return (
        ApiKey.objects.filter(revoked_at=None, created_by__isnull=False)
        .exclude(api_queries.maker_has_access())
        .update(revoked_at=now)
    )


_NOTE_USE = Fragment("""
    WITH noted AS (
        INSERT INTO api_apikeyuse (api_key_id, day, scope, address, first_at)
        VALUES (%(key)s, %(day)s, %(scope)s, %(address)s, %(now)s)
        ON CONFLICT DO NOTHING
    )
    UPDATE api_apikey SET last_used_on = %(day)s
    WHERE id = %(key)s AND last_used_on IS DISTINCT FROM %(day)s
""")


def note_use(*, key: ApiKey, scope: str, address: str, now: datetime) -> None:
    """Note that the key is in use: a row a day, scope and address. Queries: 1."""
    values = {"key": key.pk, "day": now.date(), "scope": scope, "address": address}
    execute(_NOTE_USE.given(now=now, **values))


def purge_uses(*, now: datetime) -> int:
    """Delete what was noted of uses more than thirteen months ago."""
    old = ApiKeyUse.objects.filter(day__lt=(now - rules.USES_KEPT).date())
    deleted, _by_model = old.delete()
    return deleted


def claim_idempotency_key(
    *, key: ApiKey, idempotency_key: str, request: bytes, now: datetime
) -> StoredResponse:
    """Return the response stored under this key, or a claim that is to be completed.

    Requires: the caller's transaction also acts and completes the claim.
    """
    # A parallel call with the same key waits at this INSERT, on the unique index, until
    # the first transaction ends: then it finds the first one's response.
    _drop_expired(key, idempotency_key, now)
    claim = StoredResponse(
        api_key=key, idempotency_key=idempotency_key, request=request, created_at=now
    )
    StoredResponse.objects.bulk_create([claim], ignore_conflicts=True)
    return StoredResponse.objects.get(api_key=key, idempotency_key=idempotency_key)


def complete_claim(*, claim: StoredResponse, status: int, content: str) -> None:
    claim.status, claim.content = status, content
    claim.save(update_fields=["status", "content"])


def store_response(
    *,
    key: ApiKey,
    idempotency_key: str,
    request: bytes,
    status: int,
    content: str,
    now: datetime,
) -> None:
    """Store the response of a call that may well run twice.

    Of parallel calls with one key the first to end is kept.
    """
    _drop_expired(key, idempotency_key, now)
    response = StoredResponse(
        api_key=key,
        idempotency_key=idempotency_key,
        request=request,
        status=status,
        content=content,
        created_at=now,
    )
    StoredResponse.objects.bulk_create([response], ignore_conflicts=True)


def _drop_expired(key: ApiKey, idempotency_key: str, now: datetime) -> None:
    """Free a key whose day is over, where the purge has not run yet."""
    StoredResponse.objects.filter(
        api_key=key,
        idempotency_key=idempotency_key,
        created_at__lte=now - rules.RESPONSES_KEPT,
    ).delete()


def purge_responses(*, now: datetime, chunk: int = 10_000) -> Iterator[int]:
    """Delete responses older than a day, by chunks; yield the rows of each."""
    old = StoredResponse.objects.filter(created_at__lte=now - rules.RESPONSES_KEPT)
    while True:
        oldest = old.order_by("created_at").values("pk")[:chunk]
        gone, _models = StoredResponse.objects.filter(pk__in=oldest).delete()
        if not gone:
            return
        yield gone
