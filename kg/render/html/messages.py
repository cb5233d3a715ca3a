"""The words of the pages, by language: everything that a page says of its own accord, and nothing that data say.

Adding a language is adding an entry to `CATALOGUES` with the same keys and the same places in braces; sentences about
ties come from `kg.render.words`, which gives every answer its voice.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.errors import UsageProblem

__all__ = ["CATALOGUES", "Words", "words_in"]

_ENGLISH: Final = {
    # Every page.
    "skip": "Skip to the table",
    "skip_main": "Skip to the page",
    "graph": "Graph",
    "graph_role": "graph",
    "search": "Find a name",
    "reset": "Reset",
    "png": "Save picture",
    "csv": "Save table",
    "csv_odds": "Odds as a number",
    "csv_low": "Low end",
    "csv_high": "High end",
    "csv_sources": "Sources",
    "csv_id": "Id",
    "legend": "Ties (untick to hide)",
    "groups": "Who is who",
    "strength": "Strength at least",
    "strength_all": "any",
    "season": "As of season",
    "season_all": "as asked",
    "play": "Play",
    "pause": "Pause",
    "more": "Show more",
    "shown": "{shown} of {all} drawn",
    "details": "Details",
    "table": "The same as a table",
    "more_rows": "Show all {all} rows",
    "faint_rows": "{count} weaker than {odds}: {names}.",
    "between_ranks": "{ranks}: weaker than {odds}, told below the table.",
    "faint_rest": "{names} and {count} more",
    "reports": "What was reported",
    "licences": "Licences",
    "licence_text": "Drawn with vis-network (Apache-2.0 or MIT) by way of pyvis (BSD-3-Clause). The licence of each "
    "source of facts stands with that source.",
    "sources": "Sources",
    "sources_text": "{count} sources are linked from this page.",
    "noscript": "Without JavaScript this page cannot draw the graph or fill the table.",
    "caution": "Influence is an association in past careers and published reports, never shown to be a cause: each "
    "name is somebody who could persuade, not somebody who did.",
    "asof": "As things stood on {date}. Relationships and reports had been published by then; a career may rest on a "
    "later source, which is marked.",
    "asof_known": "As things stood on {date}, by relationships and reports published by {known}. A career may rest on "
    "a later source, which is marked.",
    "ties_only": "The drawing shows the ties of {season} only; verdict and table are those of the day asked about.",
    "data_until": "The data reach to {date}.",
    "model": "Score: {version} ({fitted}).",
    "undated": "undated",
    "published_later": "published later",
    "early": "Leave out what was published later",
    "told_as_asked": "The ties are told as of {date}.",
    "not_then": "Not among those of {season}.",
    "early_told": "{count} ties hidden; verdict and table still count them",
    "unnamed": "unnamed source",
    "direct": "Direct ties",
    "indirect": "Through go-betweens",
    "ties_of": "Ties",
    "ended": "over by then",
    "start": "How to read this",
    "to_details": "{name}: see the details",
    "strongest": "strongest way",
    "onward": "Questions that lead on",
    "onward.player": "Who could persuade {player} to join {club}?",
    "home.stories": "Reported stories",
    "home.pulls": "Strongest pulls",
    "home.all_questions": "All questions",
    "hint": "Choose a person or a line to see the ties behind it and every source.",
    "keys": "Arrow keys go from person to person, plus and minus zoom, 0 shows everything, Escape resets. The wheel "
    "zooms with Ctrl, or once the drawing is chosen. Shift and a line drawn around people chooses them all; the "
    "space bar adds whoever is chosen, or takes them away.",
    "chosen": "{name}, {place} of {all}",
    "nobody": "Nobody here is called that.",
    "found": "{name} found",
    "hits": "{count} found; Enter shows {name}",
    "and_more": "and {count} more; the table has them all",
    "own_page": "Page of {name}",
    "empty": "There is nothing to draw: no tie is known.",
    "graph_label": "{title} A drawing of {count} names; the table below holds the same.",
    "worth": "A possible factor: odds {odds} (range {range}).",
    "worth_faint": "Too faint to change the odds.",
    "worth_unknown": "A possible factor; of its size not enough is known.",
    "site": "All people and clubs",
    "findings": "What stands out",
    "svg": "Save as SVG",
    "paint": "Colour by",
    "scale": "Size by",
    "by_part": "part in this",
    "by_cluster": "cluster",
    "by_kind": "strongest tie",
    "by_club": "club",
    "by_country": "country",
    "by_role": "role",
    "by_age": "age",
    "by_influence": "influence",
    "by_links": "number of links",
    "other": "others",
    "unknown": "not known",
    "age_under": "under {age}",
    "age_between": "{low} to {high}",
    "age_over": "{age} and over",
    "picked": "{count} chosen",
    "picked_none": "No tie between them is drawn.",
    "picked_ties": "Ties among them",
    "skip_details": "Skip the details",
    "not_printed": "Printed are the first rows and sources; the page itself holds all of them.",
    "from": "player-kg · {count} sources, named on the page",
    # Groups of people and clubs.
    "group.target": "the player",
    "group.persuader": "could persuade",
    "group.former": "perhaps there, or there before",
    "group.between": "go-between",
    "group.club": "club",
    "group.ego": "this person",
    "group.alter": "tied to them",
    "group.member": "at the club",
    "group.outsider": "elsewhere",
    "group.one": "one end",
    "group.two": "the other end",
    "group.person": "person",
    # Kinds of tie.
    "tie.club": "club team-mates",
    "tie.academy": "academy team-mates",
    "tie.national_team": "national team-mates",
    "tie.national_youth_team": "youth international team-mates",
    "tie.coached_by": "coach and player",
    "tie.staff": "colleagues on the staff",
    "tie.friendship": "friendship",
    "tie.family": "family",
    "tie.mentor": "mentor",
    "tie.idol": "idol",
    "tie.same_agent": "same agent",
    "tie.compatriot": "compatriots",
    "tie.home_town": "same home town",
    "tie.language": "common language",
    "tie.feud": "feud",
    "tie.path": "where they stand",
    # Columns of tables.
    "column.rank": "Rank",
    "column.name": "Person",
    "column.role": "Role",
    "column.influence": "Odds",
    "column.range": "Range",
    "column.because": "Because of",
    "column.club": "Club",
    "column.team": "Listed with",
    "column.cluster": "Cluster",
    "column.ties": "Links",
    "column.through": "Through",
    "column.standing": "Standing",
    "column.chance": "Chance",
    # Persuasion.
    "persuasion.title": "Who could persuade {player}?",
    "persuasion.title_to": "Who could persuade {player} to join {club}?",
    "persuasion.lead": "Above all {name} ({odds}): {tie}. {direct} with a direct tie, {through} through a "
    "go-between only.",
    "persuasion.faint": "Nobody is known with a tie worth more than {odds}. {direct} with a direct tie, {through} "
    "through a go-between only.",
    "persuasion.none": "Not enough is known to name anybody.",
    "persuasion.target": "The player to be persuaded.",
    "persuasion.target_at": "The player to be persuaded, at {clubs}.",
    "persuasion.between": "A go-between: tied to the target and to a persuader.",
    "persuasion.club": "The club asked about.",
    "persuasion.somebody": "Person",
    "persuasion.at": "{role} at {club}.",
    "persuasion.announced": "{role}, announced at {club}{move} and yet to come.",
    "persuasion.move": " (move of {date})",
    "persuasion.perhaps": "{role}, perhaps at {club} then.",
    "persuasion.before": "{role}, at {club} before.",
    "persuasion.then": "At {club} on that day.",
    "persuasion.certain": "at the club",
    "persuasion.presumed": "presumed there",
    "persuasion.unsettled": "perhaps there",
    "persuasion.former": "there before",
    "persuasion.arriving": "announced, to come",
    # A person.
    "person.title": "{name}: the people around",
    "person.lead": "Closest of {count} people with a known tie is {first}: {tie}.",
    "person.none": "No tie of {name} to anybody is known.",
    "person.ego": "At {clubs}.",
    "person.ego_nowhere": "Where they were then is not known.",
    "person.alter": "{role} at {club}.",
    "person.measure": "What is measured: how much each person could sway {name}, by direct ties, through go-betweens "
    "and by their role, in odds.",
    # A club.
    "club.title": "{club}: whom its people could bring",
    "club.title_national": "{club}: whom its people know best elsewhere",
    "club.lead": "The strongest pull is on {first}, through {voices} of its people. {count} people known there are "
    "tied to {others:,} people elsewhere.",
    "club.likeliest": "Chance is that by the full model of moves, with all ties, should the player move in the window "
    "of {window}; the highest: {people}. {record}",
    "club.none": "No tie of anybody at {club} to anybody elsewhere is known.",
    "club.member": "{role}. Pull on {reach} people elsewhere.",
    "club.outsider": "At {club}.",
    "club.measure": "What is measured: the sum of what the direct ties between the club's people and each outsider "
    "carry, in odds. Whether the club wants or could pay the player is not part of it.",
    # A path.
    "path.title": "How {one} reaches {two}",
    "path.lead_direct": "Directly: {tie}.",
    "path.lead_through": "Through {names}.",
    "path.none": "No way between them is known, direct or through go-betweens.",
    "path.one": "Where the ways begin.",
    "path.two": "Where the ways end.",
    "path.between": "A go-between. {worth}",
    "path.directly": "directly",
    "path.measure": "What is measured: how much {one} could sway {two} along each way, in odds.",
    # A world.
    "world.title": "{name}: who knows whom",
    "world.lead": "{count:,} people in {clusters} clusters, joined by their {links:,} strongest links.",
    "world.order": "The table begins with those whose links carry most together.",
    "world.bridges": "Bridges, whose links reach the most other clusters: {told}.",
    "world.bridge": "{name}\u00a0({count})",
    "world.densest": "Densest circles, by the share of pairs that are linked: {told}.",
    "world.dense": "{name}\u00a0({share}\u00a0%)",
    "world.nearest": "Clubs nearest to each other, by how many of these people have been at both: {told}.",
    "world.near_pair": "{one} and {two}\u00a0({count})",
    "world.left_out": "{count:,} weaker links are left out.",
    "world.person": "{team}. At {club}.",
    "world.person_only": "{team}.",
    "world.measure": "What is measured: a link's strength is the sum of what the ties between two people carry, in "
    "odds. Clusters (Louvain's method) hold people with more strong links among each other than outside.",
    # Site and start page.
    "home.title": "Who could persuade whom?",
    "home.lead": "{people:,} people and {teams:,} teams of football, and what ties them together.",
    "home.search": "Search people and clubs",
    "home.results": "Found",
    "home.too_many": "The first {shown} of {all}; type more to narrow it down.",
    "home.people": "People",
    "home.teams": "Clubs and national teams",
    "home.ask": "Ask a question",
    "home.player": "Player",
    "home.club": "Club (may stay empty)",
    "home.date": "As of",
    "home.known_by": "Published by (empty: the same day)",
    "home.go": "Who could persuade?",
    "home.other": "Other pages",
    "home.name": "Person, club, or squads",
    "home.to": "To whom (for a path)",
    "home.kind": "What to show",
    "home.kind.person": "a person's network",
    "home.kind.club": "whom a club could bring",
    "home.kind.path": "how one reaches another",
    "home.kind.world": "clusters of squads",
    "home.show": "Show",
    "home.recent": "Recent questions",
    "home.recent_none": "Questions you ask are kept in this browser only.",
    "home.forget": "Forget them",
    "home.examples": "Examples",
    "home.console": "SPARQL console",
    "home.letters": "By first letter",
    "home.all_people": "All people",
    "home.all_teams": "All clubs and national teams",
    "home.known_people": "People of whom most is known",
    "home.known_teams": "Teams of which most is known",
    "home.built": "As of {date}.",
    "home.releases": "Facts from: {titles}.",
    "read.title": "What does a story claim?",
    "read.lead": "A news story in, proposals out, each with the sentence it rests on. Nothing is stored here.",
    "read.text": "The story",
    "read.url": "Its address",
    "read.published": "Published on",
    "read.go": "Read it",
    "read.proposals": "Proposals",
    "read.nothing": "Nothing in it could be claimed.",
    "read.doubts": "Names in doubt:",
    "read.show": "Show the command that stores what is ticked",
    "read.command": "This stores what is ticked, with the story saved as story.txt",
    "read.story": "The story with its sentences marked",
    "problem.title": "That cannot be shown",
    "problem.unknown": "Nobody and nothing called {name} is known here.",
    "problem.several": "{name} could be several.",
    "problem.missing": "This needs one thing more: {field}.",
    "problem.choose": "Who is meant?",
    "problem.back": "Back to the start",
}

CATALOGUES: Final[dict[str, Mapping[str, str]]] = {"en": MappingProxyType(_ENGLISH)}
"""Messages by key, by language tag."""


class Words:
    """The messages of one language; ``words("shown", shown=3, all=5)`` fills the places in braces."""

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language = language
        self.messages = messages

    def __call__(self, key: str, **values: object) -> str:
        """A message; values are put in as they are, and braces in them mean nothing."""
        return self.messages[key].format_map(values) if values else self.messages[key]

    def starting(self, *prefixes: str) -> dict[str, str]:
        """The messages whose key has no dot, or begins with one of the prefixes: those that a page's script needs."""
        return {k: v for k, v in self.messages.items() if "." not in k or k.partition(".")[0] in prefixes}


def words_in(language: str = "en") -> Words:
    """The words of a language.

    Raises:
        UsageProblem: there is no catalogue for it, or it is incomplete.
    """
    messages = CATALOGUES.get(language)
    if messages is None or _ENGLISH.keys() - messages.keys():
        existing = ", ".join(sorted(CATALOGUES))
        raise UsageProblem(f"there are no words for {language!r}", remedy=f"languages known: {existing}")
    return Words(language, messages)
