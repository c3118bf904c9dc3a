"""The database itself: tables, engine, session, locks, migrations."""
