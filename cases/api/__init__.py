"""The portal API, version 1: what a portal can rely on stands in docs/api.md.

A call is one class in `calls/`: parse the input (`shapes/`), make one call to a service or a
query, give its answer a shape. Who asks is settled in `auth.py`, the scope of rows in `doors.py`,
a repeated request in `once.py`, every refusal in `problems.py`.
"""
