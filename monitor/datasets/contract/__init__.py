"""Scientific Use Files: rows made for a contract, kept beside no release."""
