from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms import UserAddForm, UserForm
from accounts.models import Role, User
from accounts.rules import RoleName

# Addresses are those that the shop states; a second factor is its owner's alone.
admin.site.unregister([Group, EmailAddress, Authenticator])


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin[Role]):
    """Superusers only: whoever may change roles may raise their own limits."""

    ordering = ("name",)
    search_fields = ("name",)
    fields = ("name",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        """Never for roles of the system: the next migration would make them again."""
        return request.user.is_superuser and not (obj and obj.name in set(RoleName))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Role | None = None
    ) -> list[str]:
        """Return the name too for roles of the system: code finds them by it."""
        return ["name"] if obj and obj.name in set(RoleName) else []


@admin.register(User)
class UserAdmin(auth.UserAdmin[User]):
    """Superusers only: whoever may change users may become one."""

    form = UserForm
    add_form = UserAddForm
    list_display = ("email", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    list_select_related = ()
    search_fields = ("email",)
    ordering = ("email",)
    # Every customer who has logged in is a row: they are not counted for a heading.
    show_full_result_count = False
    # Django's two lists side by side need its script; ours are boxes with a sentence each.
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    # The password is a link to its own form: Django shows no hash that could be copied.
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (
            _("Rights"),
            {
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                )
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "password1", "password2", "is_staff"),
            },
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never: ledgers name their authors. Who leaves is made inactive."""
        return False
