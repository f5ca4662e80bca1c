"""The address that a host without a scheduler calls every few minutes."""

from datetime import timedelta

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailing.actions import sending as mailing
from reminders.actions.keys import check_key
from reminders.actions.running import run

# A web server ends a request that takes too long; the next call goes on.
AT_MOST = timedelta(seconds=20)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def cron(_request: HttpRequest, shop: str, key: str) -> JsonResponse:
    """Run the shop's campaigns, and send what is due. Calls that overlap do it once."""
    found = check_key(shop=shop, key=key)
    if found is None:
        return JsonResponse({"code": "wrong_key"}, status=403)
    now = timezone.now()
    outcome = run(shop=found, by="cron", now=now)
    batches = mailing.send_due(clock=timezone.now, until=now + AT_MOST)
    return JsonResponse(
        {
            "ran_at": now.isoformat(),
            "overlapping": outcome.overlapping,
            "queued": outcome.count,
            "held_out": outcome.held_out,
            "sent": sum(batch.sent for batch in batches),
        }
    )
