"""The catalog on any database that SQLAlchemy speaks: SQLite embedded, PostgreSQL outgrown."""
