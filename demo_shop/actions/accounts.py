from dataclasses import replace
from datetime import datetime

from django.db import transaction

from demo_shop import facts
from demo_shop.actions.syncing import client_of
from demo_shop.models import DemoAccount, Storefront


def open_account(
    *,
    storefront: Storefront,
    email: str,
    first_name: str,
    last_name: str,
    now: datetime,
    sponsor: str = "",
) -> DemoAccount:
    """Answer the account of this address: a new one, or the existing one, unchanged.

    The page answers the same in both cases; the log-in proves the address.
    Raises ProgrammeRefused and ProgrammeUnavailable; then no account has been written.
    """
    with transaction.atomic():
        locked = Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
        known = DemoAccount.objects.filter(
            shop=storefront.shop, email=email.lower()
        ).first()
        # Checked under the lock: two sign-ups with one address open one account.
        if known:
            return known
        locked.last_account += 1
        locked.save(update_fields=["last_account"])
        account = DemoAccount.objects.create(
            shop=storefront.shop,
            number=str(locked.last_account),
            email=email.lower(),
            first_name=first_name,
            last_name=last_name,
            registered_at=now,
        )
        # Inside the transaction: an account that the programme refuses is not opened.
        client_of(storefront.shop).put_customer(
            account.number, replace(facts.customer_fact(account, now), sponsor=sponsor)
        )
        return account
