"""Pure formulas: arrays in, arrays out; nothing here knows the concept or a file."""
