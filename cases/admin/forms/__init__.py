"""The forms of the staff pages: one for each service that needs to be told something."""
