"""Accounts and cases to look around with, for development only.

Nothing here writes rows of a case by itself: the cases come from calling the services with past
clocks, so they are always such as the procedure can produce.
"""
