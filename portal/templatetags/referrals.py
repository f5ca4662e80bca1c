"""What friends bring, in words."""

from django import template

from referrals.models import RewardTerms
from referrals.phrases import reward_phrase

register = template.Library()


@register.filter
def reward(given: RewardTerms, currency: str) -> str:
    """« 10,00 € », « 40 points », « 10 % de remise »."""
    return reward_phrase(given, currency)
