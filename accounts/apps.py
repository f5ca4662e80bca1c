from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 -- permissions are made there
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        # Django makes permissions after each app's migrations: the roles follow them.
        post_migrate.connect(_make_roles, dispatch_uid="accounts.make_roles")


def _make_roles(sender: AppConfig, using: str, **_options: Any) -> None:
    from accounts.actions import make_roles  # noqa: PLC0415 -- models are loaded by now

    make_roles(app=sender.label, using=using)
