"""The pages on which staff make gift cards."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.queries import author_of
from core.errors import Invalid, Refused
from core.templatetags.typography import number
from giftcards.actions.batches import drop_prepared, make_one, make_prepared, prepare_cards
from giftcards.forms.making import CardFileForm, MakeCardForm
from giftcards.models import CardBatch, GiftCard
from giftcards.rules.card_files import CardFault
from shop.access import own_shop
from shop.queries import shops_of

MAKE = "giftcards.add_giftcard"
FAULTS = {
    CardFault.AMOUNT: gettext_lazy("This is not an amount."),
    CardFault.CODE: gettext_lazy("This is not a code."),
    CardFault.TWICE: gettext_lazy("This code stands in the file already."),
    CardFault.EMAIL: gettext_lazy("This is not an e-mail address."),
    CardFault.DAY: gettext_lazy("This is not a day."),
    CardFault.LONG: gettext_lazy("This name or message is too long."),
}


def one_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    shop, now = own_shop(request, shop_id), timezone.now()
    form = MakeCardForm(request.POST or None, shop=shop, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            card = make_one(
                shop=shop,
                token=form.cleaned_data["token"],
                line=form.line,
                sender=form.cleaned_data["sender"],
                ends=form.end,
                author=author_of(request.user),
                now=now,
            )
        except Refused as refused:
            field = refused.details.get("field") if isinstance(refused, Invalid) else None
            form.add_error(str(field) if field in form.fields else None, str(refused))
        else:
            messages.success(request, _("The gift card is made."))
            return redirect("admin:giftcards_giftcard_change", card.pk)
    return _page(request, "make", _("Make a gift card"), form=form)


def file_view(request: HttpRequest, shop_id: int) -> HttpResponse:
    """A file is read here; the page it leads to shows what it holds."""
    shop, now = own_shop(request, shop_id), timezone.now()
    form = CardFileForm(request.POST or None, request.FILES or None, shop=shop, now=now)
    if request.method == "POST" and form.is_valid():
        lines, refused = form.cleaned_data["file"]
        batch = prepare_cards(
            shop=shop,
            token=form.cleaned_data["token"],
            name=form.file_name,
            lines=lines,
            refused=refused,
            sender=form.cleaned_data["sender"],
            ends=form.end,
            author=author_of(request.user),
            now=now,
        )
        return redirect("admin:giftcards_giftcard_batch", batch.pk)
    return _page(request, "make", _("Make gift cards from a file"), form=form)


def batch_view(request: HttpRequest, pk: int) -> HttpResponse:
    rows = CardBatch.objects.filter(shop__in=shops_of(request.user))
    batch = rows.select_related("shop").filter(pk=pk).first()
    if batch is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, batch)
    refused = [(line, FAULTS[CardFault(why)]) for line, why in batch.refused]
    title = _("Gift cards of a file")
    return _page(request, "batch", title, batch=batch, refused=refused)


def _decide(request: HttpRequest, batch: CardBatch) -> HttpResponse:
    shelf = redirect("admin:giftcards_giftcard_changelist")
    if "drop" in request.POST:
        drop_prepared(batch=batch)
        messages.success(request, _("The file is forgotten; nothing was made."))
        return shelf
    author = author_of(request.user)
    try:
        made = make_prepared(batch=batch, author=author, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(request.path)
    said = ngettext("%(count)s gift card made.", "%(count)s gift cards made.", made.count)
    messages.success(request, said % {"count": number(made.count)})
    return shelf


def _page(request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "opts": GiftCard._meta,
        "title": title,
        **more,
    }
    return TemplateResponse(request, f"admin/giftcards/giftcard/{name}.html", context)
