from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django_stubs_ext import StrOrPromise

from accounts.phrases import author_name
from accounts.queries import author_of
from mailing.actions.mail_texts import (
    InvalidMailText,
    check_text,
    restore_text,
    save_text,
)
from mailing.actions.test_mail import send_test_mail
from mailing.admin.frames import POLICY, framed
from mailing.forms.mail_texts import MailTextForm
from mailing.mail_types import MailType, all_mail_types, find_mail_type
from mailing.models import MailText
from mailing.queries.mail_texts import TextKey, default_text, shop_texts
from mailing.queries.people import find_customer
from mailing.rendering import RenderedMail, render_contents
from mailing.rendering.previews import placeholder_examples, sample_mail
from mailing.rules.markup import MailSource
from shop.access import may, own_shop, shop_at_hand
from shop.admin import AuthoredAdmin
from shop.models import Shop

LOOK = "mailing.view_mailtext"
CHANGE = "mailing.change_mailtext"
_NAME = "mailing_mailtext"


@admin.register(MailText)
class MailTextAdmin(AuthoredAdmin[MailText]):
    """Every mail type in every language, whether a shop has its own text or not."""

    list_display = ["mail_type", "language"]
    list_select_related = ["shop"]
    ordering = ["shop__name", "mail_type", "language"]

    def get_urls(self) -> list[URLPattern]:
        page = "<int:shop_id>/<slug:mail_type>/<slug:language>/"
        edit = self.guarded(self.edit_view, needs=LOOK, to_post=CHANGE)
        preview = self.guarded(self.preview_view, needs=LOOK)
        own = [
            path(page, edit, name=f"{_NAME}_edit"),
            path(f"{page}preview/", preview, name=f"{_NAME}_preview"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shop = shop_at_hand(request)
        assert shop, "whoever may view them has a shop"
        own = {
            (row.shop_id, row.mail_type, row.language): row
            for row in self.get_queryset(request)
        }
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "mail_types": [
                (each, _languages(own, shop, each)) for each in all_mail_types()
            ],
        }
        return TemplateResponse(request, "admin/mailing/mailtext/list.html", context)

    def edit_view(
        self, request: HttpRequest, shop_id: int, mail_type: str, language: str
    ) -> HttpResponse:
        shop, declared = _shop_and_mail_type(request, shop_id, mail_type, language)
        source = _current_text(shop, declared, language)
        form = MailTextForm(request.POST or None, source=source)
        if form.is_valid():
            response = self._act(request, shop, declared, language, form)
            if response:
                return response
        rows = self.get_queryset(request)
        row = rows.filter(shop=shop, mail_type=mail_type, language=language).first()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": declared.label,
            "shop": shop,
            "mail_type": declared,
            "language": language,
            "languages": settings.LANGUAGES,
            "form": form,
            "row": row,
            "author": author_name(row.author, row.email) if row else "",  # type: ignore[attr-defined]
            "names": placeholder_examples(declared, shop, language),
            "may_change": may(request, CHANGE),
        }
        return TemplateResponse(request, "admin/mailing/mailtext/edit.html", context)

    def _act(
        self,
        request: HttpRequest,
        shop: Shop,
        mail_type: MailType,
        language: str,
        form: MailTextForm,
    ) -> HttpResponse | None:
        """Save, restore or test; None where the page is to be shown again."""
        if "restore" in request.POST:
            restore_text(shop=shop, mail_type=mail_type, language=language)
            return self._saved(request, _("Back to the original text."))
        try:
            check_text(mail_type, form.source())
        except InvalidMailText as invalid:
            for field, sentences in invalid.by_field.items():
                form.add_error(field, sentences)
            return None
        if "test" in request.POST:
            self._send_test(request, _rendered(shop, mail_type, language, form))
            return None
        row = save_text(
            shop=shop,
            mail_type=mail_type,
            language=language,
            source=form.source(),
            author=author_of(request.user),
            now=timezone.now(),
        )
        self.log_change(request, row, _("Text of the mail changed."))
        return self._saved(request, _("The text is saved. The next mails say it so."))

    def _saved(self, request: HttpRequest, message: str) -> HttpResponse:
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _send_test(self, request: HttpRequest, rendered: RenderedMail) -> None:
        assert request.user.is_authenticated, "the back-office is behind a log-in"
        email = request.user.email
        try:
            send_test_mail(rendered=rendered, email=email)
        except (OSError, SMTPException) as error:
            message = _("The test could not be sent: %(error)s")
            self.message_user(request, message % {"error": error}, messages.ERROR)
        else:
            message = _("A test is on its way to %(email)s. Nothing is saved yet.")
            self.message_user(request, message % {"email": email}, messages.SUCCESS)

    @method_decorator(csp_override(POLICY))
    def preview_view(
        self, request: HttpRequest, shop_id: int, mail_type: str, language: str
    ) -> HttpResponse:
        """The mail alone, for a frame of the page: with the text as typed, or saved."""
        shop, declared = _shop_and_mail_type(request, shop_id, mail_type, language)
        source = _current_text(shop, declared, language)
        form = MailTextForm(request.POST or None, source=source)
        if form.is_bound and not form.is_valid():
            return framed(request, problems=[str(each) for each in form.errors.values()])
        try:
            if form.is_bound:
                check_text(declared, form.source())
        except InvalidMailText as invalid:
            return framed(request, problems=[str(invalid)])
        rendered = _rendered(shop, declared, language, form)
        return framed(request, rendered, as_text="text" in request.POST)


def _shop_and_mail_type(
    request: HttpRequest, shop_id: int, code: str, language: str
) -> tuple[Shop, MailType]:
    """Raises: Http404 for a shop that is not the user's, or a type or language unknown."""
    mail_type = find_mail_type(code)
    if mail_type is None or language not in dict(settings.LANGUAGES):
        raise Http404
    return own_shop(request, shop_id), mail_type


def _current_text(shop: Shop, mail_type: MailType, language: str) -> MailSource:
    key = (shop.pk, mail_type.code, language)
    return shop_texts([key]).get(key) or default_text(mail_type, language)


def _rendered(
    shop: Shop, mail_type: MailType, language: str, form: MailTextForm
) -> RenderedMail:
    query = form.cleaned_data["customer"] if form.is_bound else ""
    content = sample_mail(
        mail_type=mail_type,
        shop=shop,
        language=language,
        source=form.source() if form.is_bound else None,
        customer=find_customer(shop, query) if query else None,
    )
    return render_contents([content], timezone.now())[0]


def _languages(
    own: Mapping[TextKey, MailText], shop: Shop, mail_type: MailType
) -> list[tuple[StrOrPromise, str, MailText | None]]:
    """Per language its name, its page, and the shop's own text if there is one."""
    return [
        (
            name,
            reverse(f"admin:{_NAME}_edit", args=[shop.pk, mail_type.code, code]),
            own.get((shop.pk, mail_type.code, code)),
        )
        for code, name in settings.LANGUAGES
    ]
