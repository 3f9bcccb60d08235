"""The private DuckDB file: its tables, its one writer, the register of deliveries."""
