"""Dates: every day and time that a message names, what it comes to, and which of them is the due date (`dues`)."""
