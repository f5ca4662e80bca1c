"""A real PostgreSQL and a real Valkey for demo and tests, without installing either.

`python -m loyalty_site.embedded -- COMMAND…` starts those of the two servers whose address
the environment does not give, runs the command with their addresses, and stops what it
started.
"""
