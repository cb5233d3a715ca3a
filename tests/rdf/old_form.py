"""Quads as they were written before ontology 2.0.0."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pyoxigraph as ox

from kg.rdf.dates import dated
from kg.rdf.vocabulary import OLD_PRECISIONS, Pkg, Terms


def in_old_form(new: Iterable[ox.Quad]) -> list[ox.Quad]:
    """What version 1.1.0 wrote: an xsd:date, and beside it how exact that is."""
    old = []
    for quad in new:
        prop, value = quad.predicate.value, quad.object
        when = dated(value.value) if prop in OLD_PRECISIONS and isinstance(value, ox.Literal) else None
        if when is None:
            old.append(quad)
            continue
        day = when.after if prop == Pkg.END else when.after - timedelta(1) if prop == Pkg.UNTIL else when.first
        for name, text in (
            (prop, ox.Literal(day.isoformat(), datatype=ox.NamedNode(Terms.DATE))),
            (OLD_PRECISIONS[prop], ox.Literal(str(when.precision))),
        ):
            old.append(ox.Quad(quad.subject, ox.NamedNode(name), text, quad.graph_name))
    return old
