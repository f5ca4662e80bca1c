from typing import Any

from django.http import QueryDict

from earning.forms.settings import RulesForm
from earning.forms.terms import ActionsForm, bonus_forms
from earning.models import RuleVersion
from earning.phrases.programme import sentences
from earning.queries.goods import named_goods


class ProgrammeForms:
    """The settings, the rules beside the rate and the actions, validated as one."""

    def __init__(self, data: QueryDict | None, *, version: RuleVersion) -> None:
        self.rules = RulesForm(data, instance=version)
        self.bonuses = bonus_forms(
            data,
            shop=version.shop,
            terms=version.bonus_terms,
            choices=self.rules.category_choices,
        )
        self.actions = ActionsForm(data, terms=version.action_terms)

    def is_valid(self) -> bool:
        # All of them, so that each says what is wrong with it.
        results = self.rules.is_valid(), self.bonuses.is_valid(), self.actions.is_valid()
        return all(results)

    @property
    def error_count(self) -> int:
        in_rules = sum(map(len, self.bonuses.errors))
        over_rules = len(self.bonuses.non_form_errors())
        return len(self.rules.errors) + in_rules + over_rules + len(self.actions.errors)

    def settings(self) -> dict[str, Any]:
        """The values of the version to save, without the one it starts from."""
        terms = {"bonuses": self.bonuses.terms(), "actions": self.actions.terms()}
        return self.rules.settings() | terms

    def sentences(self) -> dict[str, str]:
        """The sentences of what would be saved."""
        version = self.rules.instance
        version.bonus_terms = self.bonuses.terms()
        version.action_terms = self.actions.terms()
        goods = named_goods(version, self.rules.cleaned_data["voucher_categories"])
        return sentences(version, goods)
