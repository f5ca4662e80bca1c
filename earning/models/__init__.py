"""The programme's rules: versions and their terms, which never change once written."""

from earning.models.bonuses import BonusTerms
from earning.models.terms import ActionTerms
from earning.models.versions import RuleVersion

__all__ = ["ActionTerms", "BonusTerms", "RuleVersion"]
