"""A mail server that takes everything and delivers nothing, with pages to read the mails."""
