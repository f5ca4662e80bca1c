"""The programme's settings on one page. The forms save nothing: an action does."""

from earning.forms.programme import ProgrammeForms
from earning.forms.settings import RulesForm
from earning.forms.terms import ActionsForm, BonusForm

__all__ = ["ActionsForm", "BonusForm", "ProgrammeForms", "RulesForm"]
