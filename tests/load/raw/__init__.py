"""The limit: what PostgreSQL gives when the product's statements are sent with nothing around them.

The statements are recorded from the product and sent again by psycopg, prepared, in the same
transactions, with new keys where the product makes new ones. Rows are fetched, and nothing is made
of them.
"""
