from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailText(models.Model):
    """A shop's own text of a mail type in one language. Without a row: the default one."""

    shop = models.ForeignKey(
        "shop.Shop",
        models.PROTECT,
        related_name="+",
        verbose_name=_("shop"),
        db_index=False,
    )
    mail_type = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=150)
    preheader = models.CharField(
        _("preview line"),
        max_length=200,
        blank=True,
        help_text=_("What mailboxes show beside the subject."),
    )
    body = models.TextField(_("text"), max_length=20_000)
    author = models.CharField(_("author"), max_length=40)
    saved_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("text of a mail")
        verbose_name_plural = _("texts of mails")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "mail_type", "language"], name="mail_text_once"
            ),
            models.CheckConstraint(
                condition=~Q(mail_type="") & ~Q(language="") & ~Q(subject="") & ~Q(body=""),
                name="mail_text_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\n\r]") & ~Q(preheader__regex=r"[\n\r]"),
                name="mail_text_headers_are_one_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mail_type} ({self.language})"
