"""Measures: facts → cells (a single pass) → counts of areas × periods → figures by kind."""
