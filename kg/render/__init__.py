"""Answers for readers: text, JSON, CSV, Markdown and pages. Everything drawn here comes as types of `kg.model`."""
