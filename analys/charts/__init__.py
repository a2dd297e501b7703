"""Pictures: pure functions, data in; plotly figure, table twin and Swedish sentence out."""
