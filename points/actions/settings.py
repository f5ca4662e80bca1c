"""The programme's settings. A change is a new version; old orders keep theirs."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from points.models import RuleVersion
from shop.models import Shop

# What a version says, apart from its own place in the history.
SETTINGS = [
    field.name
    for field in RuleVersion._meta.concrete_fields
    if field.name not in {"id", "shop", "number", "effective_from", "author", "recorded_at"}
]


class StaleSettings(Refused):
    code = "stale_settings"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed the settings meanwhile. Look at theirs first.")
        )


def open_programme(*, shop: Shop, author: str, now: datetime) -> RuleVersion:
    """The first version, with the numbers merchants know from their shop's module."""
    return RuleVersion.objects.create(
        shop=shop, number=1, effective_from=now, author=author
    )


@transaction.atomic
def save_rules(
    *,
    shop: Shop,
    base: RuleVersion,
    values: Mapping[str, object],
    author: str,
    now: datetime,
) -> RuleVersion:
    """A new version made of ``base`` and the changed ``values``, in force from now on.

    The same values again are no change. Raises StaleSettings where ``base`` is no
    longer the last version, and ValidationError.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    last = RuleVersion.objects.filter(shop=shop).latest("number")
    if last != base:
        raise StaleSettings
    values = dict(values)
    categories = values.pop("voucher_categories", None)
    kept = list(base.voucher_categories.all())
    wanted = kept if categories is None else list(categories)  # type: ignore[call-overload]
    if set(wanted) == set(kept) and all(
        getattr(base, name) == value for name, value in values.items()
    ):
        return base
    version = RuleVersion(
        **{name: getattr(base, name) for name in SETTINGS} | values,
        shop=shop,
        number=last.number + 1,
        # A clock that runs behind another's must not put a version before the last one.
        effective_from=max(now, last.effective_from),
        author=author,
    )
    version.full_clean()
    version.save()
    version.voucher_categories.set(wanted)
    return version
