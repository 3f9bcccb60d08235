"""The Scientific Use File: rows of activities that leave for one contract, and its log."""
