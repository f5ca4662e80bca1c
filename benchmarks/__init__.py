"""Figures, each a ratio to a baseline measured in the same run on the same server.

`make bench` prints them; `make bench BENCH_ARGS="orders pages"` some of them.
"""
