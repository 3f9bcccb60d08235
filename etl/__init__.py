"""From a delivered file to rows in the warehouse: read, map, guard, clean, load."""
