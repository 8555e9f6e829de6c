"""The launcher (environment, servers, stack), and tools for whoever works on the code.

It imports nothing of the product.
"""
