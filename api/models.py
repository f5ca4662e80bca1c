from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiKey(models.Model):
    """The key of a shop's own software. Only a digest of the token is stored.

    ``created_by`` is the member of staff who made it, nobody for one made by a command. It
    opens the shop only while they do: see ``api.queries.key_of``.
    """

    class Scope(models.TextChoices):
        FACTS = "facts", _("state facts")
        READ = "read", _("read accounts")
        REDEEM = "redeem", _("convert points")
        GRANT = "grant", _("give points")
        ERASE = "erase", _("erase customers")
        MANAGE = "manage", _("manage webhooks")

    shop = models.ForeignKey(
        "shop.Shop", models.PROTECT, related_name="+", verbose_name=_("shop")
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("Who uses it, for instance “PrestaShop”.")
    )
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=10, choices=Scope), verbose_name=_("may")
    )
    rate_limit = models.PositiveIntegerField(
        _("requests per minute"), default=12_000, validators=[MinValueValidator(1)]
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("made by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="api_key_digest_once"),
            models.CheckConstraint(
                condition=Q(
                    scopes__contained_by=[
                        "facts",
                        "read",
                        "redeem",
                        "grant",
                        "erase",
                        "manage",
                    ]
                ),
                name="api_key_scopes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(rate_limit__gt=0), name="api_key_may_ask_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(scope).label) for scope in self.scopes]

    @property
    def author(self) -> str:
        """How the ledger names who acts through this key."""
        return f"api:{self.pk}"


class ApiKeyUse(models.Model):
    """A day on which a key was used with one of its scopes, from one address."""

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uses", db_index=False)
    day = models.DateField(_("day"))
    scope = models.CharField(_("right"), max_length=10, choices=ApiKey.Scope)
    address = models.GenericIPAddressField(_("address"))
    first_at = models.DateTimeField(_("first use"))

    class Meta:
        verbose_name = _("use of an API key")
        verbose_name_plural = _("uses of API keys")
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "day", "scope", "address"], name="api_key_use_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="api_key_use_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.scope} {self.address}"


class StoredResponse(models.Model):
    """The response to a call with an Idempotency-Key: replayed for a day, then purged.

    ``idempotency_key`` is a digest in hexadecimal; ``request`` that of method, path and
    body. A row without a status is a claim: its call is running, in the same transaction.
    """

    # Stored responses go with their key.
    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+")
    idempotency_key = models.CharField(max_length=64)
    request = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    content = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored response")
        verbose_name_plural = _("stored responses")
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "idempotency_key"], name="response_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(status__isnull=False) | Q(content=""),
                name="response_has_status_or_is_a_claim",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="response_by_age")]

    def __str__(self) -> str:
        return f"{self.idempotency_key}: {self.status or '…'}"


class ImportDigest(models.Model):
    """The content of a file about an order when it was last imported.

    The same content again need not be read: whatever has been stated since is newer.
    ``digest`` is that of the order's rows and of the shop's time zone.
    """

    shop = models.ForeignKey("shop.Shop", models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=16)

    class Meta:
        verbose_name = _("imported order")
        verbose_name_plural = _("imported orders")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "external_id"], name="import_digest_once"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
