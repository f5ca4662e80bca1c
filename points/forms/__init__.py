"""The programme's settings on one page. The forms save nothing: an action does."""

from points.forms.programme import ProgrammeForms
from points.forms.settings import RulesForm
from points.forms.terms import ActionsForm, BonusForm

__all__ = ["ActionsForm", "BonusForm", "ProgrammeForms", "RulesForm"]
