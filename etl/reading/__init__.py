"""From bytes to sheets of text cells, and what a file says of itself."""
