"""Runs that are killed, hundreds of times: what `make soak` does, and a little of it in tests."""
