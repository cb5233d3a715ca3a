"""The project's one form in RDF: vocabulary, IRIs, and the codec between claims and quads."""
