"""The yardstick: the same work as a good developer does it with Django REST framework alone.

It files, reads and lists cases over tables of its own with the product's columns: model
serializers, a viewset, prefetching, cursor pages, a bearer token, one transaction for each request.
Its answers tell the same facts. Of tables that are only read (fees, documents, appointments) it has
the columns that are told.

What it does not do, and the product does: row-level security, the chain of events, the machine of
states, locks and versions (ETag), idempotency keys, throttles and quotas, problems by RFC 9457,
refusing unknown fields, German and English, encryption of files. It reckons no law either: the
checklist, checks, effect, sentences and the letter's text are given to it (`GIVEN`), as the product
found them for an equal case. It does not look for what few cases have (relatives, remedies,
conditions, certificates, products), and leaves that empty in its answer.
"""
