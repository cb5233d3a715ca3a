"""Facts as columns on disk: what questions are answered from."""
