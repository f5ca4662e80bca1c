"""The settings of tests, with the error pages of production."""

from loyalty_site.settings import *  # noqa: F403

DEBUG = False
