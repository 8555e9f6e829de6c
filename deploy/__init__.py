"""The launcher: environment, servers, stack. It imports nothing of the product."""
