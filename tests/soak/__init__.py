"""Runs that are killed, a hundred times over: what `make soak` does, and a little of it in tests."""
