"""What is asked for, by whom, and the frames that answer it; the store refuses."""
