"""A payment service speaking XBezahldienste 1.0 (FITKO)."""
