from django.urls import path

from connectors.views import events

app_name = "connectors"

urlpatterns = [path("<uuid:public>/events/", events, name="events")]
