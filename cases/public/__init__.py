"""Pages without a login: where third parties check a confirmation, and applicants their withdrawal.

They show what a stranger who holds the code or the link may know, and nothing more.
"""
