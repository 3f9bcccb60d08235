"""From counts to the tables of a snapshot: grades, goals, charts, catalogue."""
