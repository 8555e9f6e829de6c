"""The reference portal: applies for people, through the public API alone (docs/portal.md)."""
