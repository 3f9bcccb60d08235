"""How things are said: the catalogue of messages, numbers and dates, sentences."""
