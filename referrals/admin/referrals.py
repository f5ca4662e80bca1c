from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.phrases import author_name
from accounts.queries import author_of, staff_email
from core.admin import ReadOnlyInline, link
from core.errors import Refused
from core.templatetags.typography import day, number, together
from referrals.actions import deciding as referrals
from referrals.admin.reports import statistics_view, tree_view
from referrals.forms.deciding import StaffDecisionForm
from referrals.models import Referral, ReferralReward
from referrals.rules.assessing import StaffDecision
from shop.admin import ShopScopedAdmin


class ReferralRewardInline(ReadOnlyInline[ReferralReward, Referral]):
    model = ReferralReward
    fields = ["side", "voucher_link", "points", "given_at", "clawed_back_at", "kept_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReferralReward]:
        return super().get_queryset(request).select_related("voucher").order_by("pk")

    @admin.display(description=gettext_lazy("voucher"))
    def voucher_link(self, reward: ReferralReward) -> str:
        return link(reward.voucher)


@admin.register(Referral)
class ReferralAdmin(ShopScopedAdmin[Referral]):
    """All referrals; those that wait for a decision have a filter of their own."""

    list_display = [
        "began",
        "sponsor_link",
        "friend_link",
        "channel",
        "status",
        "score",
        "against",
        "due_on",
    ]
    list_filter = ["status", "created_at", "channel"]
    list_select_related = ["shop", "sponsor", "friend"]
    ordering = ["-created_at", "-pk"]
    search_fields = ["sponsor__email", "sponsor__last_name", "friend__email"]
    fields = [
        ("sponsor_link", "friend_link", "channel"),
        ("began", "mailed_at", "accepted_at", "registered_at"),
        ("status", "order_link", "due_on"),
        ("score", "against"),
        ("decision", "decided_by_name", "decided_at"),
        "decision_reason",
        "terms_link",
    ]
    inlines = [ReferralRewardInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Referral]:
        rows = super().get_queryset(request)
        return rows.annotate(decider=staff_email("decided_by"))

    def named(self, obj: Referral) -> str:
        return str(obj)

    @admin.display(description=gettext_lazy("since"), ordering="created_at")
    def began(self, referral: Referral) -> str:
        return day(referral.created_at)

    @admin.display(description=gettext_lazy("sponsor"), ordering="sponsor__last_name")
    def sponsor_link(self, referral: Referral) -> str:
        return link(referral.sponsor)

    @admin.display(description=gettext_lazy("friend"), ordering="friend__last_name")
    def friend_link(self, referral: Referral) -> str:
        return link(referral.friend) or referral.initials

    @admin.display(description=gettext_lazy("what speaks against it"))
    def against(self, referral: Referral) -> str:
        return together([str(Referral.Reason(each).label) for each in referral.reasons])

    @admin.display(description=gettext_lazy("reward due"), ordering="due_at")
    def due_on(self, referral: Referral) -> str:
        return day(referral.due_at) if referral.due_at else ""

    @admin.display(description=gettext_lazy("order that counts"))
    def order_link(self, referral: Referral) -> str:
        return link(referral.order)

    @admin.display(description=gettext_lazy("decided by"))
    def decided_by_name(self, referral: Any) -> str:
        return (
            author_name(referral.decided_by, referral.decider)
            if referral.decided_by
            else ""
        )

    @admin.display(description=gettext_lazy("conditions"))
    def terms_link(self, referral: Referral) -> str:
        named = _("Version %(number)s") % {"number": number(referral.terms.number)}
        return link(referral.terms, named)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<int:pk>/decide/",
                self.guarded(self.decide_view, needs="referrals.change_referral"),
                name="referrals_referral_decide",
            ),
            path(
                "tree/<int:shop_id>/",
                self.guarded(tree_view, needs="referrals.view_referral"),
                name="referrals_referral_tree",
            ),
            path(
                "statistics/<int:shop_id>/",
                self.guarded(statistics_view, needs="referrals.view_referral"),
                name="referrals_referral_statistics",
            ),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        held = self.get_queryset(request).filter(status=Referral.Status.HELD).count()
        extra = {"held": held, **(extra_context or {})}
        return super().changelist_view(request, extra)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = self.get_queryset(request)
        related = rows.select_related("shop", "sponsor__shop", "friend__shop", "terms")
        referral = related.filter(pk=pk).first()
        if referral is None or referral.friend is None or referral.friend.erased_at:
            raise Http404
        form = StaffDecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self._decide(request, referral, form)
            except Refused as refused:
                form.add_error("reason", str(refused))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Decide on a referral"),
            "referral": referral,
            "against": [Referral.Reason(each).label for each in referral.reasons],
            "form": form,
        }
        return TemplateResponse(request, "admin/referrals/referral/decide.html", context)

    def _decide(
        self, request: HttpRequest, referral: Referral, form: StaffDecisionForm
    ) -> HttpResponse:
        """Raises: Invalid."""
        decided = referrals.decide(
            referral=referral,
            decision=StaffDecision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            author=author_of(request.user),
            now=timezone.now(),
        )
        message = _("The referral now stands at: %(status)s.") % {
            "status": decided.get_status_display()
        }
        self.log_change(request, referral, message)
        self.message_user(request, message, messages.SUCCESS)
        page = reverse("admin:referrals_referral_change", args=[referral.pk])
        return HttpResponseRedirect(page)
