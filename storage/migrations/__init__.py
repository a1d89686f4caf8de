"""The tables' history: Alembic revisions, applied at start under a lock."""
