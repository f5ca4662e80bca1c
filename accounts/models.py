from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.rules import RoleName

ROLE_LABELS: dict[str, StrOrPromise] = {
    RoleName.OWNER: _("Owner"),
    RoleName.MARKETING: _("Marketing"),
    RoleName.SUPPORT: _("Customer service"),
    RoleName.ACCOUNTING: _("Accountant"),
    RoleName.READING: _("Reading"),
}


class UserManager(BaseUserManager["User"]):
    """Django's own commands (createsuperuser) ask for these two names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        # Stored in lower case; whoever types capitals is the same person.
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may sign in, known by an e-mail address in lower case."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May open the merchant's back-office.")
    )
    # Part of what each session is signed with: a new one ends them all.
    session_word = models.CharField(max_length=32, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [("invite_staff", "Can invite staff")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session keeps of its user: it ends with the password, and at a
        word.
        """
        signed = salted_hmac(
            "accounts.models.User.session",
            f"{self.password}|{self.session_word}",
            secret=secret,
            algorithm="sha256",
        )
        return str(signed.hexdigest())


class KnownDevice(models.Model):
    """A browser in which a customer has answered a code from their mailbox.

    It holds a cookie, of which only the digest is kept here.
    """

    # The unique pair below begins with the user: an index of its own would be a second one.
    user = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="+", db_index=False
    )
    digest = models.BinaryField(max_length=32)
    known_since = models.DateTimeField()

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="known_device_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.known_since}"


class LogInLink(models.Model):
    """A way into one shop's account without code or password, asked for by that shop.

    Kept as a digest, gone once used; ``shop`` is its code, ``email`` in lower case.
    """

    digest = models.BinaryField(max_length=32)
    # Its code, no key: this app is below the shop's, and knows no shop.
    shop = models.SlugField(max_length=40)
    email = models.EmailField(max_length=254)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("log-in link")
        verbose_name_plural = _("log-in links")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="log_in_link_once"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="log_in_link_email_is_lower_case",
            ),
        ]
        indexes = [models.Index(fields=["until"], name="log_in_link_by_end")]

    def __str__(self) -> str:
        return self.email


class Role(Group):
    """What its members may do in their shops, and a name that limits are hung on.

    Those named in ``accounts.rules`` are made by the system.
    """

    class Meta:
        proxy = True
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return str(ROLE_LABELS.get(self.name, self.name))
