"""Published periods: which are due, which are kept, revised, corrected."""
