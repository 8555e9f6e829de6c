"""Three hot paths of the API beside a yardstick and a limit, in turns within one run.

`python -m tests.load.bench` prints the table and writes docs/bench.md.
"""
