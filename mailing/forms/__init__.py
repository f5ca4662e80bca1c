from mailing.forms.pace import PaceForm

__all__ = ["PaceForm"]
