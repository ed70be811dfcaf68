"""Whom a message names, and whom it gives its work to."""
