from typing import Any

from django.http import QueryDict

from points.forms.settings import RulesForm
from points.forms.terms import ActionsForm, bonus_forms
from points.models import RuleVersion
from points.queries import sentences


class ProgrammeForms:
    """The settings, the rules beside the rate and the actions: valid, and saved, as one."""

    def __init__(self, data: QueryDict | None, *, version: RuleVersion) -> None:
        self.rules = RulesForm(data, instance=version)
        self.bonuses = bonus_forms(
            data, shop=version.shop, terms=version.bonus_terms, choices=self.rules.shelves
        )
        self.actions = ActionsForm(data, terms=version.action_terms)

    def is_valid(self) -> bool:
        # All of them, so that each says what is wrong with it.
        said = self.rules.is_valid(), self.bonuses.is_valid(), self.actions.is_valid()
        return all(said)

    @property
    def faults(self) -> int:
        """How many fields are wrong."""
        in_rules = sum(map(len, self.bonuses.errors))
        over_rules = len(self.bonuses.non_form_errors())
        return len(self.rules.errors) + in_rules + over_rules + len(self.actions.errors)

    def settings(self) -> dict[str, Any]:
        """What the version is to say, without the one it starts from."""
        terms = {"bonuses": self.bonuses.terms(), "actions": self.actions.terms()}
        return self.rules.settings() | terms

    def said(self) -> dict[str, str]:
        """The sentences of what would be saved."""
        version = self.rules.instance
        version.bonus_terms = self.bonuses.terms()
        version.action_terms = self.actions.terms()
        return sentences(version, self.rules.cleaned_data["voucher_categories"])
