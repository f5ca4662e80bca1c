"""« Équipe »: who works in one's shops, with an invitation by mail and an end to access."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions as accounts
from accounts.models import User
from accounts.phrases import role_description, role_label
from accounts.rules import RoleName
from core.errors import Refused
from loyalty_site.staff import mailbox
from shop.access import own_shop
from shop.actions import team
from shop.models import Shop
from shop.queries import shops_of

NEEDS = "accounts.invite_staff"


class RoleField(forms.ModelChoiceField[Group]):
    def label_from_instance(self, obj: Group) -> str:
        description = role_description(obj)
        return f"{role_label(obj)} – {description}" if description else role_label(obj)


class InviteForm(forms.Form):
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label=gettext_lazy("Shop"), empty_label=None
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = RoleField(
        Group.objects.filter(name__in=list(RoleName)).order_by("pk"),
        label=gettext_lazy("Role"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, data: Any, *, shops: list[Shop]) -> None:
        super().__init__(data)
        field = self.fields["shop"]
        assert isinstance(field, forms.ModelChoiceField)
        pks = [shop.pk for shop in shops]
        field.queryset = Shop.objects.filter(pk__in=pks).order_by("name", "pk")
        field.initial = pks[0] if pks else None


def team_view(request: HttpRequest) -> HttpResponse:
    shops = shops_of(request.user)
    assert isinstance(request.user, User), "the back-office is behind a log-in"
    form = InviteForm(None, shops=shops)
    if request.method == "POST":
        if "withdraw" in request.POST:
            return _withdraw(request, request.user)
        form = InviteForm(request.POST, shops=shops)
        if form.is_valid() and _invited(request, request.user, form):
            return redirect("admin:team")
    context = {
        **admin.site.each_context(request),
        "title": _("Team"),
        "form": form,
        "teams": [(shop, _members(shop)) for shop in shops],
    }
    return TemplateResponse(request, "admin/staff/team.html", context)


def _members(shop: Shop) -> list[tuple[User, str]]:
    """Each with their roles in words. Queries: 2."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"))
    rows = shop.staff.prefetch_related("groups").annotate(has_factor=Exists(factor))
    return [
        (person, ", ".join(role_label(each) for each in person.groups.all()))
        for person in rows.order_by("email")
    ]


def _invited(request: HttpRequest, by: User, form: InviteForm) -> bool:
    said = form.cleaned_data
    try:
        person = team.invite(
            shop=said["shop"], email=said["email"], role=said["role"], by=by
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    texts = {
        "shop": said["shop"].name,
        "by": by.email,
        "link": accounts.make_password_link(user=person),
    }
    body = _(
        "%(by)s gives you access to the back-office of %(shop)s.\n\n"
        "Choose your password here, within three days:\n%(link)s"
    )
    mailbox.tell(person, _("Your access to %(shop)s") % texts, body % texts)
    _log(request, person, _("Invited: %(role)s.") % {"role": role_label(said["role"])})
    done = _("An invitation is on its way to %(email)s.") % {"email": person.email}
    messages.success(request, done)
    return True


def _withdraw(request: HttpRequest, by: User) -> HttpResponse:
    number, at = request.POST.get("withdraw", ""), request.POST.get("shop", "")
    if not (number.isdecimal() and at.isdecimal()):
        raise Http404
    shop = own_shop(request, int(at))
    person = shop.staff.filter(pk=int(number)).first()
    if person is None:
        raise Http404
    if "confirm" not in request.POST:
        context = {
            **admin.site.each_context(request),
            "title": _("Take the access away?"),
            "person": person,
            "shop": shop,
        }
        return TemplateResponse(request, "admin/staff/withdraw.html", context)
    try:
        team.withdraw(shop=shop, person=person, by=by)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _log(request, person, _("Access taken away."))
        done = _("%(email)s no longer has access to %(shop)s.")
        messages.success(request, done % {"email": person.email, "shop": shop.name})
    return redirect("admin:team")


def _log(request: HttpRequest, person: User, said: str) -> None:
    assert request.user.is_authenticated, "the back-office is behind a log-in"
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=person.email,
        action_flag=CHANGE,
        change_message=said,
    )
