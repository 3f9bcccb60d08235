"""Reports: what goes to the committee, from one description to PDF, HTML and XLSX."""
