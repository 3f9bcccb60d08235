"""What an indicator is: its vocabulary, its kinds, its sources, and what a concept must satisfy."""
