"""HTTP: the figure pages, the catalogue of key figures, and the files behind pictures."""
