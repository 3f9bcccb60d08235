"""Whether true counts can be computed back from published ones."""
