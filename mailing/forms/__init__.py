from mailing.forms.letters import LetterheadForm, TextForm
from mailing.forms.pace import PaceForm

__all__ = ["LetterheadForm", "PaceForm", "TextForm"]
