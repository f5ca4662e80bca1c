"""What campaigns start from, when they write, what a hold-out shows. No database."""

from reminders.rules.experiments import ExperimentGroup, Uplift, uplift
from reminders.rules.hours import Hours
from reminders.rules.presets import PRESETS, Aim, Preset, Stage

__all__ = [
    "PRESETS",
    "Aim",
    "ExperimentGroup",
    "Hours",
    "Preset",
    "Stage",
    "Uplift",
    "uplift",
]
