"""The domain: concept, measures, intervals, attainment, warehouse, releases, access, CLI."""
