"""The one reader of the environment: variables first, then what `.env` says."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()  # type: ignore[no-untyped-call]
env.read_env(BASE_DIR / ".env")
