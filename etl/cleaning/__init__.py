"""From text to canonical values: dates, numbers, codes, ids; a failure keeps its reason."""
