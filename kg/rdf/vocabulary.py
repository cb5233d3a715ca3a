"""Every IRI of the ontology as a constant, and the terms of other vocabularies that the data use.

`Pkg` is closed: it lists the terms of ``ontology/player-kg.ttl``, no more and no fewer, which a test checks.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = [
    "BASE",
    "COMPETITION",
    "COUNTRY",
    "EVENT",
    "FUNCTIONS",
    "KIND",
    "LANGUAGE",
    "NAMESPACE",
    "OLD_PRECISIONS",
    "PREFIXES",
    "QUERY_PREFIXES",
    "SCHEMA",
    "WIKIDATA_ENTITY",
    "Pkg",
    "Skos",
    "Terms",
    "pkg_terms",
]

BASE: Final = "https://w3id.org/player-kg/"
NAMESPACE: Final = BASE + "ns#"
FUNCTIONS: Final = BASE + "fn#"
KIND: Final = BASE + "kind/"
EVENT: Final = BASE + "event/"
COUNTRY: Final = BASE + "country/"
LANGUAGE: Final = BASE + "language/"
COMPETITION: Final = BASE + "competition/"
SCHEMA: Final = "https://schema.org/"
WIKIDATA_ENTITY: Final = "http://www.wikidata.org/entity/"

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_PROV: Final = "http://www.w3.org/ns/prov#"
_EDTF: Final = "http://id.loc.gov/datatypes/edtf/"

PREFIXES: Final = MappingProxyType(
    {
        "pkg": NAMESPACE,
        "fn": FUNCTIONS,
        "kind": KIND,
        "person": BASE + "id/person/",
        "team": BASE + "id/team/",
        "rdf": _RDF,
        "rdfs": _RDFS,
        "skos": _SKOS,
        "xsd": _XSD,
        "dcterms": _DCTERMS,
        "dc": _DC,
        "prov": _PROV,
        "schema": SCHEMA,
        "edtf": _EDTF,
    }
)
"""The prefixes that queries and exports use."""

QUERY_PREFIXES: Final = MappingProxyType(
    {
        **PREFIXES,
        "event": EVENT,
        "country": COUNTRY,
        "language": LANGUAGE,
        "competition": COMPETITION,
        "": NAMESPACE,
    }
)
"""The prefixes that a query may use without declaring them; the empty one is the ontology's."""


class Terms:
    """Terms of other vocabularies that stand in the data as they are."""

    TYPE: Final = _RDF + "type"
    LABEL: Final = _RDFS + "label"
    ALT_LABEL: Final = _SKOS + "altLabel"
    TITLE: Final = _DCTERMS + "title"
    LICENSE: Final = _DCTERMS + "license"
    RIGHTS: Final = _DC + "rights"
    SOURCE: Final = _DCTERMS + "source"
    PUBLISHER: Final = _DCTERMS + "publisher"
    ISSUED: Final = _DCTERMS + "issued"
    ENTITY: Final = _PROV + "Entity"
    WAS_DERIVED_FROM: Final = _PROV + "wasDerivedFrom"
    URL: Final = SCHEMA + "url"
    SAME_AS: Final = SCHEMA + "sameAs"
    DATE: Final = _XSD + "date"
    YEAR_MONTH: Final = _XSD + "gYearMonth"
    YEAR: Final = _XSD + "gYear"
    EDTF: Final = _EDTF + "EDTF"
    INTEGER: Final = _XSD + "integer"


class Skos:
    """Terms of SKOS that what is derived uses."""

    CONCEPT: Final = _SKOS + "Concept"
    IN_SCHEME: Final = _SKOS + "inScheme"
    TOP_CONCEPT_OF: Final = _SKOS + "topConceptOf"
    BROADER: Final = _SKOS + "broader"
    PREF_LABEL: Final = _SKOS + "prefLabel"
    NOTATION: Final = _SKOS + "notation"


class Pkg:
    """The terms of the ontology. Classes first, then individuals, object and datatype properties."""

    PERSON: Final = NAMESPACE + "Person"
    TEAM: Final = NAMESPACE + "Team"
    CLUB_TEAM: Final = NAMESPACE + "ClubTeam"
    RESERVE_TEAM: Final = NAMESPACE + "ReserveTeam"
    YOUTH_TEAM: Final = NAMESPACE + "YouthTeam"
    NATIONAL_TEAM: Final = NAMESPACE + "NationalTeam"
    NATIONAL_YOUTH_TEAM: Final = NAMESPACE + "NationalYouthTeam"
    ROLE: Final = NAMESPACE + "Role"
    POSITION: Final = NAMESPACE + "Position"
    SOURCE_CLASS: Final = NAMESPACE + "Source"
    RELEASE: Final = NAMESPACE + "Release"
    CLAIM: Final = NAMESPACE + "Claim"
    SPELL: Final = NAMESPACE + "Spell"
    PERMANENT_SPELL: Final = NAMESPACE + "PermanentSpell"
    LOAN_SPELL: Final = NAMESPACE + "LoanSpell"
    ACADEMY_SPELL: Final = NAMESPACE + "AcademySpell"
    TRIAL_SPELL: Final = NAMESPACE + "TrialSpell"
    SQUAD_SELECTION: Final = NAMESPACE + "SquadSelection"
    RELATIONSHIP: Final = NAMESPACE + "Relationship"
    FRIENDSHIP: Final = NAMESPACE + "Friendship"
    FAMILY_TIE: Final = NAMESPACE + "FamilyTie"
    MENTORSHIP: Final = NAMESPACE + "Mentorship"
    ADMIRATION: Final = NAMESPACE + "Admiration"
    SHARED_AGENT: Final = NAMESPACE + "SharedAgent"
    REPRESENTATION: Final = NAMESPACE + "Representation"
    FEUD: Final = NAMESPACE + "Feud"
    EVENT: Final = NAMESPACE + "Event"
    INTEREST: Final = NAMESPACE + "Interest"
    OFFER: Final = NAMESPACE + "Offer"
    REJECTION: Final = NAMESPACE + "Rejection"
    CONTRACT: Final = NAMESPACE + "Contract"
    TRANSFER: Final = NAMESPACE + "Transfer"
    PERSUASION: Final = NAMESPACE + "Persuasion"
    DENIAL: Final = NAMESPACE + "Denial"
    CONTACT: Final = NAMESPACE + "Contact"
    PRESENCE: Final = NAMESPACE + "Presence"
    TIE: Final = NAMESPACE + "Tie"
    TIE_KIND: Final = NAMESPACE + "TieKind"
    CLUB: Final = NAMESPACE + "Club"
    COUNTRY_CLASS: Final = NAMESPACE + "Country"
    LANGUAGE_CLASS: Final = NAMESPACE + "Language"
    COMPETITION_CLASS: Final = NAMESPACE + "Competition"
    OCCURRENCE: Final = NAMESPACE + "Occurrence"
    EVENT_KIND: Final = NAMESPACE + "EventKind"

    PLAYER_ROLE: Final = NAMESPACE + "playerRole"
    HEAD_COACH_ROLE: Final = NAMESPACE + "headCoachRole"
    ASSISTANT_COACH_ROLE: Final = NAMESPACE + "assistantCoachRole"
    EXECUTIVE_ROLE: Final = NAMESPACE + "executiveRole"
    GOALKEEPER: Final = NAMESPACE + "goalkeeper"
    DEFENDER: Final = NAMESPACE + "defender"
    MIDFIELDER: Final = NAMESPACE + "midfielder"
    FORWARD: Final = NAMESPACE + "forward"

    HAS_PERSON: Final = NAMESPACE + "hasPerson"
    HAS_TEAM: Final = NAMESPACE + "hasTeam"
    HAS_ROLE: Final = NAMESPACE + "hasRole"
    HAS_POSITION: Final = NAMESPACE + "hasPosition"
    HAS_FIRST_TEAM: Final = NAMESPACE + "hasFirstTeam"
    HAS_SUBJECT: Final = NAMESPACE + "hasSubject"
    HAS_OBJECT: Final = NAMESPACE + "hasObject"
    HAS_CLUB: Final = NAMESPACE + "hasClub"
    HAS_OTHER_CLUB: Final = NAMESPACE + "hasOtherClub"
    PERFORMED_BY: Final = NAMESPACE + "performedBy"
    SOURCE: Final = NAMESPACE + "source"
    HAS_ACADEMY_OF: Final = NAMESPACE + "hasAcademyOf"
    HAS_MEMBER: Final = NAMESPACE + "hasMember"
    HAS_KIND: Final = NAMESPACE + "hasKind"
    HAS_COUNTRY: Final = NAMESPACE + "hasCountry"
    CITIZEN_OF: Final = NAMESPACE + "citizenOf"
    HAS_LANGUAGE: Final = NAMESPACE + "hasLanguage"
    HAS_COMPETITION: Final = NAMESPACE + "hasCompetition"
    TEAM_OF: Final = NAMESPACE + "teamOf"
    TEAM_MATE_OF: Final = NAMESPACE + "teamMateOf"
    COLLEAGUE_OF: Final = NAMESPACE + "colleagueOf"
    COACHED_BY: Final = NAMESPACE + "coachedBy"
    COACH_OF: Final = NAMESPACE + "coachOf"
    FRIEND_OF: Final = NAMESPACE + "friendOf"
    RELATIVE_OF: Final = NAMESPACE + "relativeOf"
    MENTOR_OF: Final = NAMESPACE + "mentorOf"
    MENTORED_BY: Final = NAMESPACE + "mentoredBy"
    IDOL_OF: Final = NAMESPACE + "idolOf"
    ADMIRER_OF: Final = NAMESPACE + "admirerOf"
    SHARES_AGENT_WITH: Final = NAMESPACE + "sharesAgentWith"
    FEUDS_WITH: Final = NAMESPACE + "feudsWith"

    BIRTH_DATE: Final = NAMESPACE + "birthDate"
    BIRTH_PRECISION: Final = NAMESPACE + "birthPrecision"
    BIRTH_PLACE: Final = NAMESPACE + "birthPlace"
    SPORTING_NATIONALITY: Final = NAMESPACE + "sportingNationality"
    CITIZENSHIP: Final = NAMESPACE + "citizenship"
    SPEAKS: Final = NAMESPACE + "speaks"
    EXTERNAL_ID: Final = NAMESPACE + "externalId"
    COUNTRY: Final = NAMESPACE + "country"
    AGE_GROUP: Final = NAMESPACE + "ageGroup"
    START: Final = NAMESPACE + "start"
    START_PRECISION: Final = NAMESPACE + "startPrecision"
    END: Final = NAMESPACE + "end"
    END_PRECISION: Final = NAMESPACE + "endPrecision"
    ATTESTED_UNTIL: Final = NAMESPACE + "attestedUntil"
    OCCASION: Final = NAMESPACE + "occasion"
    MATCHES: Final = NAMESPACE + "matches"
    MINUTES: Final = NAMESPACE + "minutes"
    DETAIL: Final = NAMESPACE + "detail"
    STRENGTH: Final = NAMESPACE + "strength"
    WHEN: Final = NAMESPACE + "when"
    WHEN_PRECISION: Final = NAMESPACE + "whenPrecision"
    UNTIL: Final = NAMESPACE + "until"
    UNTIL_PRECISION: Final = NAMESPACE + "untilPrecision"
    OUTCOME: Final = NAMESPACE + "outcome"
    RETRIEVED: Final = NAMESPACE + "retrieved"
    CONFIDENCE: Final = NAMESPACE + "confidence"
    SUMMARY: Final = NAMESPACE + "summary"
    MODALITY: Final = NAMESPACE + "modality"
    ORIGIN: Final = NAMESPACE + "origin"
    PASSAGE_START: Final = NAMESPACE + "passageStart"
    PASSAGE_END: Final = NAMESPACE + "passageEnd"
    PASSAGE_DIGEST: Final = NAMESPACE + "passageDigest"
    QUOTE: Final = NAMESPACE + "quote"
    ISSUED_PRECISION: Final = NAMESPACE + "issuedPrecision"
    DATASET: Final = NAMESPACE + "dataset"
    VERSION: Final = NAMESPACE + "version"
    FROM: Final = NAMESPACE + "from"
    THROUGH: Final = NAMESPACE + "through"
    CERTAINTY: Final = NAMESPACE + "certainty"
    TEAM_MATE_COUNT: Final = NAMESPACE + "teamMateCount"


DERIVED_TERMS: Final = frozenset(
    {
        Pkg.PRESENCE,
        Pkg.TIE,
        Pkg.TIE_KIND,
        Pkg.CLUB,
        Pkg.COUNTRY_CLASS,
        Pkg.LANGUAGE_CLASS,
        Pkg.COMPETITION_CLASS,
        Pkg.OCCURRENCE,
        Pkg.EVENT_KIND,
        Pkg.HAS_COUNTRY,
        Pkg.CITIZEN_OF,
        Pkg.HAS_LANGUAGE,
        Pkg.HAS_COMPETITION,
        Pkg.TEAM_OF,
        Pkg.HAS_ACADEMY_OF,
        Pkg.HAS_MEMBER,
        Pkg.HAS_KIND,
        Pkg.TEAM_MATE_OF,
        Pkg.COLLEAGUE_OF,
        Pkg.COACHED_BY,
        Pkg.COACH_OF,
        Pkg.FRIEND_OF,
        Pkg.RELATIVE_OF,
        Pkg.MENTOR_OF,
        Pkg.MENTORED_BY,
        Pkg.IDOL_OF,
        Pkg.ADMIRER_OF,
        Pkg.SHARES_AGENT_WITH,
        Pkg.FEUDS_WITH,
        Pkg.FROM,
        Pkg.THROUGH,
        Pkg.CERTAINTY,
        Pkg.TEAM_MATE_COUNT,
    }
)
"""Terms that no claim uses: a store writes them when it derives presences and ties."""


OLD_PRECISIONS: Final = MappingProxyType(
    {
        Pkg.BIRTH_DATE: Pkg.BIRTH_PRECISION,
        Pkg.START: Pkg.START_PRECISION,
        Pkg.END: Pkg.END_PRECISION,
        Pkg.WHEN: Pkg.WHEN_PRECISION,
        Pkg.UNTIL: Pkg.UNTIL_PRECISION,
        Terms.ISSUED: Pkg.ISSUED_PRECISION,
    }
)
"""What stood beside a date that was known less exactly, before the value itself said so: read, never written."""


def pkg_terms() -> frozenset[str]:
    """All IRIs of `Pkg`."""
    return frozenset(value for name, value in vars(Pkg).items() if not name.startswith("_"))
