"""The public face: `open_graph` gives a `KnowledgeGraph`."""
