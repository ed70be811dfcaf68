"""Titles: a record's few words, in its message's language."""
