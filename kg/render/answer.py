"""The answer to "who could persuade …?" and the explanation of one pair, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.model import (
    Answer,
    Confidence,
    Coverage,
    Explanation,
    ModelInfo,
    Pathway,
    Persuader,
    Question,
    Report,
    ScoredTie,
    Source,
)
from kg.render.blocks import Bar, Block, Cell, Column, Detail, Document, Heading, Table, Text
from kg.render.footnotes import Footnoter
from kg.render.outlook import outlook_words
from kg.render.reasons import FAINT, reasons_of
from kg.render.words import (
    clean,
    followed_words,
    label,
    odds,
    odds_range,
    path_words,
    quote_words,
    said_words,
    span,
    tie_words,
)

__all__ = ["answer_blocks", "explanation_blocks", "headline", "verdict_blocks"]

_PATHS_SHOWN = 2
_REPORTS_SHOWN = 4
_NAMED = 4
_MARKS = 3
_FORMER_SHOWN = 5
_PRIOR = " (a stated prior, not fitted)"
_FAIRNESS = (
    "Influence says by how much the ties could multiply the odds of a move; the range runs from a cautious to a bold "
    "estimate. A tie is a possible factor, never a proven cause."
)


def headline(answer: Answer) -> str:
    """The question in one line."""
    question = answer.question
    club = f" to join {clean(question.club.name)}" if question.club else ""
    return f"Who could persuade {clean(question.target.name)}{club}? As of {question.as_of.isoformat()}"


def answer_blocks(answer: Answer, *, limit: int | None = None) -> Document:
    """Lay out an answer: ranking, ties with their sources, reports, what is known, the model, the sources.

    Args:
        answer: the answer.
        limit: how many persuaders to show; ``None`` shows all.
    """
    notes = Footnoter()
    shown = answer.persuaders[:limit]
    blocks: list[Block] = [Heading(headline(answer), level=1)]
    if answer.already_there:
        blocks.append(Text(clean(answer.already_there)))
    if shown:
        blocks.append(_ranking(answer, shown, notes))
        if rest := len(answer.persuaders) - len(shown):
            blocks.append(Text(f"… and {rest} more with less influence (--limit 0 shows all)", quiet=True))
        blocks.append(Heading("The ties behind it"))
        blocks += [_detail(persuader, answer.question, notes) for persuader in shown]
    elif not answer.already_there:
        blocks.append(Text("Nobody is known with a tie that could carry influence."))
    if answer.former:
        blocks += [Heading("Perhaps at the club then, or there before")]
        blocks.append(_ranking(answer, answer.former[:_FORMER_SHOWN], notes))
    if answer.circle:
        blocks += [Heading(f"Close to {clean(answer.question.target.name)}, wherever they are")]
        blocks.append(_ranking(answer, answer.circle[:_FORMER_SHOWN], notes))
    if answer.reports:
        blocks += [
            Heading("What was reported"),
            Detail("", tuple(line for item in answer.reports for line in _report(item, notes))),
            *_followed(answer),
        ]
    blocks += _outlook(answer)
    return [*blocks, *_ending(answer.known, answer.model, notes)]


def verdict_blocks(answer: Answer, *, limit: int | None = None) -> Document:
    """Lay out an answer on one screen: the verdict, what was reported, whoever has more than a faint influence.

    Args:
        answer: the answer.
        limit: how many persuaders to show; ``None`` shows all with more than a faint influence.
    """
    notes = Footnoter()
    strong = [person for person in answer.persuaders if abs(person.influence) >= FAINT]
    shown, faint = strong[:limit], [person for person in answer.persuaders if abs(person.influence) < FAINT]
    blocks: list[Block] = [Heading(headline(answer), level=1), Text(_verdict(answer))]
    if answer.reports:
        lines = tuple(line for report in answer.reports[:_REPORTS_SHOWN] for line in _report(report, notes))
        blocks += [Heading("What was reported"), Detail("", lines)]
        if rest := len(answer.reports) - _REPORTS_SHOWN:
            blocks += [Text(f"… and {rest} more (--why)", quiet=True)] if rest > 0 else []
        blocks += _followed(answer)
    if shown:
        blocks += [Heading("Who could speak to the player"), _ranking(answer, tuple(shown), notes)]
    if rest := len(strong) - len(shown):
        blocks.append(Text(f"… and {rest} more (--limit 0 shows all)", quiet=True))
    blocks += [Text(f"{line} --why shows them with their ties.") for line in _faint_lines(faint, answer)]
    blocks += _outlook(answer)
    return [*blocks, *_ending(answer.known, answer.model, notes)]


def _followed(answer: Answer) -> list[Block]:
    return [Text(text, quiet=True)] if (text := followed_words(answer.followed)) else []


def _outlook(answer: Answer) -> list[Block]:
    """What the full model of moves makes of the club, where the store has it."""
    if answer.outlook is None:
        return []
    return [Heading("Where he may go"), Text(outlook_words(answer.outlook, answer.question.target.name))]


def _verdict(answer: Answer) -> str:
    if answer.already_there:
        return clean(answer.already_there)
    if not answer.persuaders:
        return "Nobody is known with a tie that could carry influence."
    first = answer.leader
    if first is None or first.influence < FAINT:
        return f"Nobody is known with a tie worth more than {odds(FAINT)}."
    name, figures = clean(first.person.name), f"{odds(first.influence)}, range {odds_range(first.interval)}"
    role = f", {_position(first, answer.question)}," if first.role else ""
    if first.basis == "role":
        return f"{name}{role} comes first by role: {clean(first.standing)} ({figures})."
    return f"{name}{role} has the strongest known tie ({figures})."


def _faint_lines(faint: Sequence[Persuader], answer: Answer) -> Iterator[str]:
    if faint:
        yield f"Weaker than {odds(FAINT)}: {_listed(faint)}."
    for title, people in (
        ("Left before, or possibly there", answer.former),
        (f"Close to {clean(answer.question.target.name)}, wherever they are", answer.circle),
    ):
        strong = [person for person in people if abs(person.influence) >= FAINT]
        if strong:
            yield f"{title}: {_listed(strong, figures=True)}."


def _listed(people: Sequence[Persuader], *, figures: bool = False) -> str:
    names = [
        clean(person.person.name) + (f" ({odds(person.influence)})" if figures else "") for person in people[:_NAMED]
    ]
    return ", ".join(names) + (f" and {len(people) - _NAMED} more" if len(people) > _NAMED else "")


def explanation_blocks(explanation: Explanation) -> Document:
    """Lay out what ties two people together, in both directions."""
    notes = Footnoter()
    person, second = clean(explanation.person.name), clean(explanation.other.name)
    blocks: list[Block] = [Heading(f"What ties {person} and {second}? As of {explanation.as_of.isoformat()}", level=1)]
    for entry, two, view in ((second, person, explanation.forward), (person, second, explanation.backward)):
        title = f"{entry} could influence {two}: {odds(view.influence)} ({odds_range(view.interval)})"
        if not (view.ties or view.paths):
            title = f"{entry} on {two}: no tie and no path is known"
        blocks.append(Detail(title, tuple(_lines(view, two, notes))))
    if explanation.note:
        blocks.append(Text(clean(explanation.note), quiet=True))
    blocks.append(Text(f"{_FAIRNESS} {_model(explanation.model)}", quiet=True))
    return [*blocks, Heading("Sources"), notes.block()] if notes else blocks


def _ranking(answer: Answer, shown: tuple[Persuader, ...], notes: Footnoter) -> Table:
    with_club = answer.question.club is None
    strongest = max(abs(persuader.influence) for persuader in (*answer.persuaders, *shown)) or 1.0
    columns = [Column("#", right=True), Column("Person"), *([Column("Club")] if with_club else []), Column("Role")]
    columns += [Column("Influence"), Column("Range"), Column("", drawn=True), Column("Best reasons", flexible=True)]
    rows: list[tuple[Cell, ...]] = []
    for persuader in shown:
        club = [clean(persuader.club.name) if persuader.club else ""] if with_club else []
        rows.append(
            (
                str(persuader.rank),
                clean(persuader.person.name),
                *club,
                _role(persuader),
                odds(persuader.influence),
                odds_range(persuader.interval),
                Bar(abs(persuader.influence) / strongest, negative=persuader.influence < 0),
                _reason(persuader, answer.question.target.name, notes),
            )
        )
    return Table(tuple(columns), tuple(rows))


def _reason(persuader: Persuader, target: str, notes: Footnoter) -> str:
    """The two strongest ties in words, or the best indirect way, with the numbers of the sources."""
    ties = reasons_of(persuader)[:2]
    if ties:
        names = _names(persuader, target, ties)
        words = [_with_marks(tie_words(tie.tie, names), _sources(tie), notes, most=_MARKS) for tie in ties]
        return "; ".join([*words, *([persuader.standing] if persuader.standing else [])])
    if persuader.standing:
        return persuader.standing
    if persuader.paths:
        path = persuader.paths[0]
        return _with_marks(path_words(path), _path_sources(path), notes, most=_MARKS)
    return "no tie known"


def _detail(persuader: Persuader, question: Question, notes: Footnoter) -> Detail:
    existing = ", known there" if persuader.presence == "presumed" else ""
    since = persuader.since if persuader.presence != "arriving" else None
    when = f"{existing} {span(since, None)}" if since else ""
    title = f"{persuader.rank}. {clean(persuader.person.name)}, {_position(persuader, question)}{when}"
    return Detail(title, tuple(_lines(persuader, question.target.name, notes)))


def _position(persuader: Persuader, question: Question) -> str:
    """What somebody is and where: "player at Arsenal", or that a move to the club asked about is announced."""
    if persuader.presence == "arriving" and question.club:
        move = f" (move of {persuader.since.isoformat()})" if persuader.since else ""
        return f"{label(persuader.role)}, announced at {clean(question.club.name)}{move}"
    return _role(persuader) + (f" at {clean(persuader.club.name)}" if persuader.club else "")


def _role(persuader: Persuader) -> str:
    """What somebody is at the club, and that it is only presumed or to come where that is so."""
    doubt = {"presumed": " (presumed)", "unsettled": " (perhaps)", "arriving": " (announced)"}
    return label(persuader.role) + doubt.get(persuader.presence, "")


def _lines(persuader: Persuader, target: str, notes: Footnoter) -> Iterator[tuple[str, str]]:
    names = _names(persuader, target, persuader.ties)
    for scored in persuader.ties:
        details = tie_words(scored.tie, names, brief=False) + (_PRIOR if scored.basis == "prior" else "")
        words = _with_marks(details, _sources(scored), notes)
        yield odds(scored.influence), words
        several = len(scored.tie.evidence) > 1
        for item in scored.tie.evidence:
            if item.summary and scored.tie.team is None:  # of a squad, the occasions have said it
                # How sure it is, the tie's own line says.
                words = clean(item.summary) + said_words(item.modality, item.origin, Confidence.HIGH)
                yield "", _with_marks(words, (item.source,) if several else (), notes)
            if item.quote:
                yield "", quote_words(item.quote)
    if persuader.standing:
        yield odds(persuader.own), clean(persuader.standing)
    shown = 1 if persuader.ties else _PATHS_SHOWN
    for path in persuader.paths[:shown]:
        yield odds(path.influence), _with_marks(path_words(path), _path_sources(path), notes)
    if (rest := len(persuader.paths) - shown) > 0:
        yield "", f"and {rest} more indirect way{'s' if rest > 1 else ''}"
    if persuader.if_left is not None and persuader.influence >= FAINT:
        yield odds(persuader.if_left), "in all, for somebody who had just left the club"


def _names(persuader: Persuader, target: str, ties: Iterable[ScoredTie]) -> dict[str, str]:
    """Names of both ends of direct ties: the persuader is known by id, the other end is the target."""
    names = {end: target for scored in ties for end in (scored.tie.ego, scored.tie.alter)}
    return names | {persuader.person.id: persuader.person.name}


def _report(report: Report, notes: Footnoter) -> Iterator[tuple[str, str]]:
    words = clean(report.text) + said_words(report.modality, report.origin, report.confidence)
    yield label(report.kind), _with_marks(words, (report.source,), notes)
    if report.quote:
        yield "", quote_words(report.quote)


def _ending(coverage: Coverage, model: ModelInfo, notes: Footnoter) -> Iterator[Block]:
    until = f" Whereabouts are attested up to {coverage.data_until.isoformat()}." if coverage.data_until else ""
    people = "1 person" if coverage.persons_considered == 1 else f"{coverage.persons_considered} people"
    yield Heading("What is known, and what is not")
    yield Text(f"{clean(coverage.note) or f'{people} considered.'}{until}")
    yield Text(f"{_FAIRNESS} {_model(model)}", quiet=True)
    if notes:
        yield Heading("Sources")
        yield notes.block()


def _model(model: ModelInfo) -> str:
    return f"Model {clean(model.version)} ({clean(model.fitted_on)})."


def _sources(scored: ScoredTie) -> list[Source]:
    return [item.source for item in scored.tie.evidence]


def _path_sources(path: Pathway) -> list[Source]:
    return [source for step in path.steps for tie in step[:1] for source in _sources(tie)]


def _with_marks(words: str, sources: Iterable[Source], notes: Footnoter, *, most: int | None = None) -> str:
    marks = notes.marks(sources, most=most)
    return f"{words} {marks}" if marks else words
