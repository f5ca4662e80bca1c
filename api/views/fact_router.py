"""The router of the facts' addresses: one address has one, whatever is done there."""

from django.utils.translation import gettext_noop as _
from ninja import Router

from api.authentication import FactsKey

router = Router(auth=FactsKey(), tags=[_("Facts")])
