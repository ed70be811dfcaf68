"""Alembic's scripts: additive first, so that the version before still runs on the schema after."""
