"""Network: facts as columns, who was where, what ties people, and the slice of it all that a question needs."""
