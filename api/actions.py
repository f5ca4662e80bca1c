"""Create and revoke keys, and store the responses of idempotent calls."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.actions import IssuedLink
from api import rules
from api.models import ApiKey, StoredResponse
from core.errors import Invalid, Refused
from shop.models import Customer, Shop


class UnknownScope(Invalid):
    code = "unknown_scope"

    def __init__(self, scope: str) -> None:
        super().__init__(
            _("“%(scope)s” is not a scope: %(known)s are.")
            % {"scope": scope, "known": ", ".join(ApiKey.Scope.values)},
            field="scopes",
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
    *, shop: Shop, name: str, scopes: Collection[str] | None = None, now: datetime
) -> tuple[ApiKey, str]:
    """Create a key; return it with its token, which is shown once and stored nowhere.

    Without ``scopes`` it has all of them.

    Raises: UnknownScope, ValidationError.
    """
    wanted = ApiKey.Scope.values if scopes is None else sorted(set(scopes))
    for scope in wanted:
        if scope not in ApiKey.Scope.values:
            raise UnknownScope(scope)
    token = rules.new_token()
    key = ApiKey(
        shop=shop,
        name=name,
        prefix=token[: rules.PREFIX_LENGTH],
        digest=rules.token_digest(token),
        scopes=wanted,
        created_at=now,
    )
    key.full_clean()
    key.save()
    return key, token


def revoke_key(*, key: ApiKey, now: datetime) -> None:
    """Make the key invalid from now on. Idempotent."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
    key.refresh_from_db(fields=["revoked_at"])


def note_use(*, key: ApiKey, day: date) -> None:
    """Note that the key is in use."""
    # One write a day, not one per call.
    if key.last_used_on != day:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=day)


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
