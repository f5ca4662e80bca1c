"""Figures, each a ratio to a baseline measured in the same run on the same server.

`make bench` prints them; `make bench BENCH_ARGS="orders pages"` prints some of them.
``tests/benchmarks`` runs every group at a tiny size.
"""
