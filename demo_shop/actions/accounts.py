from dataclasses import replace
from datetime import datetime

from django.db import transaction

from demo_shop import facts
from demo_shop.actions.telling import programme_of
from demo_shop.models import Account, Storefront


def open_account(
    *,
    front: Storefront,
    email: str,
    first_name: str,
    last_name: str,
    now: datetime,
    sponsor: str = "",
) -> Account:
    """The account of this address: a new one, or the one there is, left as it is.

    Who asks is told the same in both cases and proves the address at the log-in.
    Raises SaidNo and Away; then nobody has been registered.
    """
    with transaction.atomic():
        locked = Storefront.objects.select_for_update(no_key=True).get(pk=front.pk)
        known = Account.objects.filter(shop=front.shop, email=email.lower()).first()
        if known:
            return known
        locked.last_account += 1
        locked.save(update_fields=["last_account"])
        account = Account.objects.create(
            shop=front.shop,
            number=str(locked.last_account),
            email=email.lower(),
            first_name=first_name,
            last_name=last_name,
            registered_at=now,
        )
        programme_of(front.shop).put_customer(
            account.number, replace(facts.of_account(account, now), sponsor=sponsor)
        )
        return account
