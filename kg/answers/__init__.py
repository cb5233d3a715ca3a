"""The only wiring: sources into the store, and the store's facts into answers."""
