"""What a shop owes, and what other rules would have given, in the back-office."""

from analytics.admin.accounting import AccountingTermsAdmin
from analytics.admin.simulations import SimulationRunAdmin

__all__ = ["AccountingTermsAdmin", "SimulationRunAdmin"]
