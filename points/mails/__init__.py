"""The mails about points: the voucher they have become, and those about to expire."""

from django.utils.translation import gettext_lazy as _

from mailing.mail_types import Placeholder, SharedPlaceholder
from points.mails.expiring import POINTS_EXPIRING
from points.mails.vouchers import POINTS_VOUCHER
from points.queries.balance import available_to

MAIL_TYPES = [POINTS_VOUCHER, POINTS_EXPIRING]
BALANCE = SharedPlaceholder(Placeholder(_("points available"), "points", 320), available_to)
