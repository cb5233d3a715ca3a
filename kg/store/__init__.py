"""The store: generations on disk, written one at a time and read without a lock; queries, exports and shapes."""
