"""A seeded generator of fictitious deliveries that look like real ones."""
