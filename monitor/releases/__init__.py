"""What becomes of a release: drafts, publications, withdrawals, comparisons, what is kept."""
