"""The programme's rules in sentences, for merchants and customers.

Read no database: the names of goods come from ``earning.queries.named_goods``.
"""

from earning.phrases.breakdown import left_out, steps
from earning.phrases.conditions import ConditionsSection, conditions
from earning.phrases.terms import action_name

__all__ = ["ConditionsSection", "action_name", "conditions", "left_out", "steps"]
