"""What an office edits: the files of the content folder, read and validated."""
