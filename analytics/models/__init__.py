"""How a shop's accountant wants it told, and drafts of rules that were tried."""

from analytics.models.accounting import AccountingTerms
from analytics.models.simulations import SimulationRun

__all__ = ["AccountingTerms", "SimulationRun"]
