from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from api.views.mail_tracking import mail_tracking

handler500 = "loyalty_site.offline_page.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("api/mails/<slug:provider>/", mail_tracking, name="tracking"),
    path("api/connections/", include("connectors.urls")),
    path("cron/", include("reminders.urls")),
    path("<slug:shop>/boutique/", include("demo_shop.urls")),
    path("", include("mailing.urls")),
    # Last: it takes every first word for a shop's.
    path("", include("portal.urls")),
]
