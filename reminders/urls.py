from django.urls import URLPattern, path

from reminders.views import cron

urlpatterns: list[URLPattern] = [
    path("<slug:shop>/<str:key>/", cron, name="reminders_cron"),
]
