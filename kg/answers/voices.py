"""What one person's word is worth to everybody tied to them, and everybody's to one person, without a club in mind."""

from __future__ import annotations

from kg.graph.subgraph import SubgraphBuilder
from kg.influence import load_weights, rank_persuaders

__all__ = ["influences_of", "influences_on"]


def influences_on(builder: SubgraphBuilder, target: int) -> dict[str, float]:
    """By id of everybody tied to a person, their influence on the person: what `persuade` gives each without a club.

    `persuade` ranks the closest alone; here is everybody with a tie.

    Args:
        builder: the subgraphs of a date.
        target: node of the person.

    Raises:
        UsageProblem: the target is no person.
    """
    graph, name = builder.from_everybody(target), builder.facts.iri(target)
    people = [node for node in graph if node != name]
    ranked = rank_persuaders(graph, target=name, candidates=people, at=builder.at, weights=load_weights())
    tied = {builder.facts.iri(person) for person in builder.tied(target)}
    return {person.person.id: person.influence for person in ranked if person.person.id in tied}


def influences_of(builder: SubgraphBuilder, speaker: int) -> dict[str, float]:
    """By id of everybody tied to a person, the person's influence on them: the other side of `influences_on`.

    Raises:
        UsageProblem: the speaker is no person.
    """
    weights, name = load_weights(), builder.facts.iri(speaker)
    carried: dict[str, float] = {}
    for target, graph in builder.to_everybody(speaker):
        iri = builder.facts.iri(target)
        for person in rank_persuaders(graph, target=iri, candidates=[name], at=builder.at, weights=weights):
            carried[iri] = person.influence
    return carried
