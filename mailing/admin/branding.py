from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from mailing.admin.frames import POLICY, framed
from mailing.forms.branding import BrandingForm
from mailing.mail_types import all_mail_types
from mailing.models import Branding
from mailing.queries.mail_texts import brandings
from mailing.rendering import render_contents
from mailing.rendering.previews import sample_mail
from shop.access import may, own_shop, shop_at_hand
from shop.admin import ShopScopedAdmin

LOOK = "mailing.view_branding"
CHANGE = "mailing.change_branding"
_NAME = "mailing_branding"


@admin.register(Branding)
class BrandingAdmin(ShopScopedAdmin[Branding]):
    """Sender, logo, colours and legal text of each shop's mails, with a preview."""

    list_select_related = ["shop"]
    ordering = ["shop__name"]

    def get_urls(self) -> list[URLPattern]:
        edit = self.guarded(self.edit_view, needs=LOOK, to_post=CHANGE)
        preview = self.guarded(self.preview_view, needs=LOOK)
        own = [
            path("<int:shop_id>/edit/", edit, name=f"{_NAME}_edit"),
            path("<int:shop_id>/preview/", preview, name=f"{_NAME}_preview"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shop = shop_at_hand(request)
        assert shop, "whoever may view them has a shop"
        return self.edit_view(request, shop.pk)

    def edit_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        shop = own_shop(request, shop_id)
        branding = brandings([shop])[shop.pk]
        form = BrandingForm(request.POST or None, instance=branding)
        may_change = may(request, CHANGE)
        if form.is_valid() and may_change:
            branding = form.save()
            self.log_change(request, branding, _("Branding changed."))
            message = _("The branding is saved. It shows in the next mails.")
            self.message_user(request, message, messages.SUCCESS)
            if branding.theme.link != branding.colour:
                # Saved as wished; only what would be illegible is drawn in a darker shade.
                message = _(
                    "%(colour)s is hard to read on white: links are written in %(link)s."
                )
                colours = {"colour": branding.colour, "link": branding.theme.link}
                self.message_user(request, message % colours, messages.INFO)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Branding of %(shop)s") % {"shop": shop},
            "shop": shop,
            "form": form,
            "may_change": may_change,
        }
        return TemplateResponse(request, "admin/mailing/branding/edit.html", context)

    @method_decorator(csp_override(POLICY))
    def preview_view(self, request: HttpRequest, shop_id: int) -> HttpResponse:
        """A mail under the branding as it is being filled in."""
        shop = own_shop(request, shop_id)
        branding = brandings([shop])[shop.pk]
        form = BrandingForm(request.POST or None, instance=branding)
        if form.is_bound and not form.is_valid():
            problems = [
                f"{form[name].label} : {errors[0]}" for name, errors in form.errors.items()
            ]
            return framed(request, problems=problems)
        content = sample_mail(
            mail_type=all_mail_types()[0],
            shop=shop,
            language=shop.language,
            source=None,
            customer=None,
            branding=branding,
        )
        (rendered,) = render_contents([content], timezone.now())
        return framed(request, rendered)
