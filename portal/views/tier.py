"""« Mon niveau »: where the customer stands, what keeps it, and all tiers side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.views.guards import for_customer
from shop.models import Customer
from tiers import phrases as tiers_phrases
from tiers.queries import progress as tiers_progress


@for_customer
def tier(request: HttpRequest, customer: Customer) -> HttpResponse:
    progress = tiers_progress.progress(customer, timezone.now())
    context = {
        "shop": customer.shop,
        "customer": customer,
        "progress": progress,
        "offered": tiers_phrases.offered_tiers(progress.measure) if progress else [],
    }
    return render(request, "portal/tier.html", context)
