"""Network: facts as columns, who was where, what ties people, and the subgraph that a question needs."""
