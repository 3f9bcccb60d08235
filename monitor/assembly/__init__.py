"""From the warehouse to a snapshot: figures computed, datasets made, folders built."""
