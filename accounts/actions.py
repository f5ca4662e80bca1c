"""Log-in links, and the users of addresses that are erased."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import KnownDevice, LogInLink, Role, User
from accounts.rules import rights_in
from core.errors import Refused

# From the click in the shop to the page: one in a log is worth nothing later.
LINK_LIVES = timedelta(minutes=5)


class LinkSpent(Refused):
    code = "link_spent"

    def __init__(self) -> None:
        super().__init__(_("This link has been used, or has expired. Please log in."))


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """``token`` goes into the address and is stored only as a digest."""

    token: str
    until: datetime


def make_link(*, shop: str, email: str, now: datetime) -> IssuedLink:
    """Issue a link that logs in once, within five minutes, and in this shop only."""
    # Only the digest is stored: whoever reads the table can log in with none of its rows.
    link = IssuedLink(secrets.token_urlsafe(32), now + LINK_LIVES)
    LogInLink.objects.create(
        digest=_digest(link.token), shop=shop, email=email.lower(), until=link.until
    )
    return link


@transaction.atomic
def spend_link(*, shop: str, token: str, now: datetime) -> str:
    """Consume the link; returns the address it was issued for. Raises: LinkSpent."""
    # Locked: of two requests with one link the second waits, and finds it deleted.
    rows = LogInLink.objects.select_for_update()
    link = rows.filter(digest=_digest(token), shop=shop, until__gt=now).first()
    if link is None:
        raise LinkSpent
    link.delete()
    return link.email


def purge_links(*, now: datetime) -> int:
    deleted, _by_model = LogInLink.objects.filter(until__lte=now).delete()
    return deleted


@transaction.atomic
def on_erase(*, emails: Iterable[str]) -> None:
    """Remove the users with these addresses, their links and their failed log-ins.

    Staff are kept: what they have done names them.
    """
    addresses = [email.lower() for email in emails if email]
    # Not through axes' own API, which resets what is locked: here it is to be forgotten.
    User.objects.filter(email__in=addresses, is_staff=False, is_superuser=False).delete()
    LogInLink.objects.filter(email__in=addresses).delete()
    # django-axes keeps the address that was typed with every failed log-in.
    for log in (AccessAttempt, AccessFailureLog):
        log.objects.filter(username__in=addresses).delete()


def end_sessions(*, user: User) -> None:
    """End every session of this person, as a customer and as staff, wherever it is.

    Devices that were known are known no more. Queries: 2.
    """
    # Django ends sessions with the password; most customers have none.
    user.session_word = secrets.token_hex(16)
    user.save(update_fields=["session_word"])
    KnownDevice.objects.filter(user=user).delete()


def make_password_link(*, user: User) -> str:
    """An address at which this person sets a password: good once, and for three days."""
    # Django's own token covers the password and the last log-in: once used, it is spent.
    token = default_token_generator.make_token(user)
    words = [urlsafe_base64_encode(force_bytes(user.pk)), token]
    return f"{settings.BASE_URL}{reverse('password_reset_confirm', args=words)}"


def know_device(*, user: User, token: str, now: datetime) -> None:
    """The browser with this cookie has answered a code of this person. Idempotent."""
    # Two pages may answer at once: the second finds the row and leaves it.
    device = KnownDevice(user=user, digest=_digest(token), known_since=now)
    KnownDevice.objects.bulk_create([device], ignore_conflicts=True)


def is_known_device(*, user: User, token: str) -> bool:
    return (
        bool(token)
        and KnownDevice.objects.filter(user=user, digest=_digest(token)).exists()
    )


def is_device_of(*, email: str, token: str) -> bool:
    """Whether this browser has answered a code of whoever has the address. Queries: 1."""
    rows = KnownDevice.objects.filter(user__email=email, digest=_digest(token))
    return rows.exists()


def digest_of(token: str) -> str:
    """What may be kept of a token: nobody comes in with it."""
    return _digest(token).hex()


def make_roles(*, app: str, using: str = "default") -> None:
    """Make the roles of the system, and grant each its rights in ``app``. Idempotent.

    A right that the merchant has added to such a role stays. Queries: 1 and about 3 a role,
    none where no role has a right in the app.
    """
    granted = rights_in(app)
    if not any(granted.values()):
        return
    # Asked after each app's migration: permissions of later apps are not there yet.
    here = Permission.objects.using(using).filter(content_type__app_label=app)
    known = {each.codename: each for each in here}
    for name, codenames in granted.items():
        role, _made = Role.objects.using(using).get_or_create(name=name.value)
        # Only added: taking away what the merchant has granted is not for a migration.
        role.permissions.add(*(known[each] for each in codenames if each in known))


def _digest(token: str) -> bytes:
    # Tokens are 256 random bits: a plain hash of one cannot be guessed back.
    return sha256(token.encode()).digest()
