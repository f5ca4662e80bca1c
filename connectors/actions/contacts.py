"""Keep the contacts of a newsletter service as the programme knows its customers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import batched

from connectors.brevo.book import Brevo
from connectors.contacts import Contact, ContactBook
from connectors.encryption import Undecryptable, decrypt, encrypt
from connectors.models import ContactAccount, PushedContact
from connectors.outgoing import KeyRefused
from connectors.queries.contacts import contacts_of, lists_of, suppressed, wanted
from mailing.actions.preferences import record_consent
from mailing.models import MailCategory

BATCH = 500
# What somebody has said there while we were asking comes with the next time.
_OVERLAP = timedelta(minutes=10)
BOOKS: Mapping[str, Callable[[str], ContactBook]] = {
    ContactAccount.Kind.BREVO: Brevo,
}


def open_contacts(*, account: ContactAccount, key: str) -> None:
    """Save the account once the service has taken the key. Raises as ``outgoing`` does."""
    BOOKS[account.kind](key).prepare([])
    account.secrets, account.stopped_for = encrypt({"key": key}), ""
    account.save()


def sync_contacts(*, account: ContactAccount, now: datetime) -> tuple[int, int]:
    """Send who has changed, remove who agrees no more. Returns how many of each.

    Raises what ``outgoing`` raises but for a refused key, which stops the account.
    """
    try:
        book = BOOKS[account.kind](decrypt(account.secrets)["key"])
        # 1. What was said there comes first, so that nobody is sent who wants no more.
        since = account.synced_at and account.synced_at - _OVERLAP
        for emails in book.unsubscribed(since):
            people = wanted(account).filter(email__in=emails)
            for customer in people.select_related("shop"):
                record_consent(
                    customer=customer,
                    category=MailCategory.OFFERS,
                    given=False,
                    source=account.kind,
                    now=now,
                )
        # 2. Whoever has changed is sent; what is the same costs no call.
        lists = lists_of(account, now)
        book.prepare([*lists])
        kept, sent = set[int](), 0
        closed = suppressed(account)
        for some in batched(wanted(account).iterator(BATCH), BATCH):
            contacts = contacts_of(some, lists, closed)
            kept |= contacts.keys()
            sent += _send(account, book, contacts)
        # 3. The others are removed: erased here, or with a consent that was withdrawn.
        removed = _remove(account, book, kept)
    except (KeyRefused, Undecryptable) as refused:
        ContactAccount.objects.filter(pk=account.pk).update(stopped_for=str(refused)[:300])
        return 0, 0
    ContactAccount.objects.filter(pk=account.pk).update(synced_at=now, stopped_for="")
    return sent, removed


def _send(
    account: ContactAccount, book: ContactBook, contacts: Mapping[int, Contact]
) -> int:
    rows = PushedContact.objects.filter(account=account, customer__in=contacts)
    known = {row.customer_id: row for row in rows}
    changed = {
        pk: contact
        for pk, contact in contacts.items()
        if pk not in known or bytes(known[pk].digest) != _digest(contact)
    }
    if not changed:
        return 0
    leaving: list[tuple[str, str]] = []
    for pk, contact in changed.items():
        if pk in known:
            before = decrypt(known[pk].address)["email"]
            if before != contact.email:
                # Another address is another contact there: the old one is nobody's.
                book.remove(before)
            left = set(known[pk].lists) - set(contact.lists)
            leaving += [(contact.email, name) for name in sorted(left)]
    book.put([*changed.values()], leaving=leaving)
    PushedContact.objects.bulk_create(
        [
            PushedContact(
                account=account,
                customer_id=pk,
                address=encrypt({"email": contact.email}),
                digest=_digest(contact),
                lists=list(contact.lists),
            )
            for pk, contact in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["account", "customer"],
        update_fields=["address", "digest", "lists"],
    )
    return len(changed)


def _digest(contact: Contact) -> bytes:
    said = repr((contact.email, sorted(contact.attributes.items()), contact.lists))
    return blake2b(said.encode(), digest_size=16).digest()


def _remove(account: ContactAccount, book: ContactBook, kept: set[int]) -> int:
    rows = PushedContact.objects.filter(account=account)
    gone = [row for row in rows.iterator() if row.customer_id not in kept]
    for row in gone:
        book.remove(decrypt(row.address)["email"])
        # Once it is gone there, the address is kept nowhere.
        row.delete()
    return len(gone)


def close_contacts(*, account: ContactAccount) -> int:
    """Remove all contacts from the service and forget the account. Raises as
    ``sync_contacts`` does."""
    removed = _remove(account, BOOKS[account.kind](decrypt(account.secrets)["key"]), set())
    account.delete()
    return removed
