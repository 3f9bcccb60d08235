"""From a delivered file to facts: reading, profiles, privacy gate, cleaning, loading."""
