"""Pictures: pure functions, arrays in; plotly figure and table twin out. Sentences say the rest."""
