"""Who may be written to, and why not."""

from mailing.queries.addresses import address_hash, suppressed
from mailing.queries.receiving import may_receive, paces

__all__ = ["address_hash", "may_receive", "paces", "suppressed"]
