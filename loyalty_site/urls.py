from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from api.views.mail_tracking import mail_tracking
from loyalty_site.staff import passwords

handler500 = "loyalty_site.offline_page.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/mot-de-passe/", passwords.AskReset.as_view(), name="admin_password_reset"),
    path("admin/mot-de-passe/envoye/", passwords.done, name="password_reset_done"),
    path(
        "admin/mot-de-passe/<uidb64>/<token>/",
        passwords.SetPassword.as_view(),
        name="password_reset_confirm",
    ),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("api/mails/<slug:provider>/", mail_tracking, name="tracking"),
    path("api/connections/", include("connectors.urls")),
    path("cron/", include("reminders.urls")),
    path("<slug:shop>/boutique/", include("demo_shop.urls")),
    path("", include("mailing.urls")),
    # Last: it takes any first path segment for a shop's code.
    path("", include("portal.urls")),
]
