"""TODO room docstring by its owner."""
