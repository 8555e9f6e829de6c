"""Stand-ins for other people's systems: mail server, payment service, card producer.

Processes of their own that import nothing of the product; docs/simulators.md has their
protocols and faults.
"""
