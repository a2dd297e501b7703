"""What figures say in Swedish: headings, leads, findings, and why something is missing."""
