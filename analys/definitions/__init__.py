"""What the verksamheter are made of, as YAML, and the small language of their formulas."""
