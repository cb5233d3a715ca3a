"""SPARQL: checks, execution with limits, result formats and named questions."""
