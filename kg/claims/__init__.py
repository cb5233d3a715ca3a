"""Claims: readers of public sources, and identity: who is whom."""
