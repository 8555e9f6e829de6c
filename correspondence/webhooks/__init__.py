"""Telling a portal by a signed request what the feed tells it when it asks.

`subscriptions`: which webhooks a portal keeps, their secrets, pausing and resuming. `addresses`:
where a request may go. `sending`: one request over a connection to a checked address. `courier`:
claims what is due, sends, marks. What is to be told comes from above (cases/announcing.py).
"""
