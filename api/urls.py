"""Everything under /api/v1/, each behind the door."""

from django.urls import URLPattern, path, re_path

from api.views.docs import docs
from api.views.document import nowhere, openapi
from api.views.door import behind_the_door
from api.views.v1 import calls

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("openapi.json", behind_the_door(openapi), name="openapi"),
    path("docs", behind_the_door(docs), name="docs"),
]
for call in calls.urls[0]:
    assert isinstance(call, URLPattern), "routers are flattened"
    call.callback = behind_the_door(call.callback)
    urlpatterns.append(call)
urlpatterns.append(re_path("", behind_the_door(nowhere)))
