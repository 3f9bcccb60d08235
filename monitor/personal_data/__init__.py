"""Personal data in texts: the patterns of the gate, also for what people write in the pages."""
