"""Who may see and do what: persons of every relation, a row of everything, and the matrix of all
answers (matrix.py), which conftest walks once a run."""
