"""Everything under /api/v1/, each call wrapped by ``api_endpoint``."""

from django.urls import URLPattern, path, re_path

from api.middleware import api_endpoint
from api.views.docs import docs
from api.views.document import no_such_call, openapi, php, postman
from api.views.errors import error_code, error_codes
from api.views.v1 import calls

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("openapi.json", api_endpoint(openapi), name="openapi"),
    path("postman.json", api_endpoint(postman), name="postman"),
    path("client.php", api_endpoint(php), name="php"),
    path("docs", api_endpoint(docs), name="docs"),
    path("docs/errors", api_endpoint(error_codes), name="errors"),
    path("docs/errors/<slug:code>", api_endpoint(error_code), name="error"),
]
for call in calls.urls[0]:
    assert isinstance(call, URLPattern), "routers are flattened"
    call.callback = api_endpoint(call.callback)
    urlpatterns.append(call)
urlpatterns.append(re_path("", api_endpoint(no_such_call)))
