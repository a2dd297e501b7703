"""Changed on purpose: each row of tests/mutants.yaml breaks the code in one place, and a test that
it names must notice. `python -m tests.mutants` (docs/testing.md)."""
