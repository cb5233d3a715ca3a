"""The shapes of JSON answers, as types: renderers fill them, and their JSON Schemas are made from them.

Dates are text in the source's own precision and influence is in log-odds. Keys may be added, none is ever removed.
"""
