"""The SPARQL endpoint, the JSON API and the query console over HTTP. Importing it loads no server library."""
