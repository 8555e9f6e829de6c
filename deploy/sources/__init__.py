"""Notes what the authorities' service pages say in figures: `python -m deploy.sources FOLDER`.

It belongs to no running system. It stands beside the other tools of whoever works on the code (the
contract, the translations), apart from the product, since what is found must not depend on what was
made of it.
"""
