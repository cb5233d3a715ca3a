"""Engines: ways to work through many independent parts of one job. None of them knows what the job is."""
