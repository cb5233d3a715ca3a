"""Country names as sources write them, folded to one English name each, so that countries can be compared."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

__all__ = ["compatible", "country", "country_names"]

# Name=variant|variant, written by hand: the codes that squad lists print (FIFA's three letters) and the spellings
# that differ between the public sets. A name that is not here stands for itself.
_NAMES = """
Albania=ALB; Algeria=ALG; Angola=ANG; Argentina=ARG; Armenia=ARM; Australia=AUS; Austria=AUT; Azerbaijan=AZE
Bahrain=BHR; Belarus=BLR; Belgium=BEL; Benin=BEN; Bolivia=BOL; Brazil=BRA; Bulgaria=BUL; Burkina Faso=BFA
Bosnia and Herzegovina=BIH|Bosnia-Herzegovina|Bosnia & Herzegovina|Bosnia
Cameroon=CMR; Canada=CAN
Cape Verde=CPV|Cabo Verde|Cape Verde Islands; Chile=CHI; China=CHN|China PR|People's Republic of China
Colombia=COL; Congo=CGO; Costa Rica=CRC; Croatia=CRO; Curaçao=CUW; Cyprus=CYP; Czech Republic=CZE|Czechia
DR Congo=COD|Congo DR|Democratic Republic of the Congo|Zaire; Denmark=DEN; Ecuador=ECU; Egypt=EGY; England=ENG
Estonia=EST; Finland=FIN; France=FRA; Gabon=GAB; Gambia=GAM|The Gambia; Georgia=GEO; Germany=GER|DEU; Ghana=GHA
Greece=GRE; Guinea=GUI; Haiti=HAI; Honduras=HON; Hungary=HUN; Iceland=ISL; India=IND; Indonesia=IDN
Iran=IRN|IRI|IR Iran|Islamic Republic of Iran; Iraq=IRQ; Ireland=IRL|Republic of Ireland; Israel=ISR; Italy=ITA
Ivory Coast=CIV|Côte d'Ivoire|Cote d'Ivoire; Jamaica=JAM; Japan=JPN; Jordan=JOR; Kazakhstan=KAZ; Kosovo=KOS|KVX
Kuwait=KUW; Latvia=LVA; Liechtenstein=LIE; Lithuania=LTU; Luxembourg=LUX; Mali=MLI; Mexico=MEX; Moldova=MDA
Monaco=MCO|MON; Montenegro=MNE; Morocco=MAR; Netherlands=NED|NLD|Holland; New Zealand=NZL; Nigeria=NGA
North Korea=PRK|Korea DPR|Korea, North
North Macedonia=MKD|Macedonia|FYR Macedonia; Northern Ireland=NIR; Norway=NOR; Panama=PAN; Paraguay=PAR; Peru=PER
Poland=POL; Portugal=POR|PRT; Qatar=QAT; Romania=ROU; Russia=RUS; Saudi Arabia=KSA|SAU; Scotland=SCO; Senegal=SEN
Serbia=SRB; Slovakia=SVK; Slovenia=SVN; South Africa=RSA|ZAF; South Korea=KOR|Korea Republic|Korea, South|Korea
Spain=ESP; Sweden=SWE; Switzerland=SUI|CHE; Togo=TOG; Tunisia=TUN; Turkey=TUR|Türkiye|Turkiye
Ukraine=UKR; United Arab Emirates=UAE; United Kingdom=GBR|UK|Great Britain
United States=USA|US|United States of America; Uruguay=URU; Uzbekistan=UZB; Venezuela=VEN; Wales=WAL; Zambia=ZAM
Zimbabwe=ZIM
"""

_HOME_NATIONS = frozenset({"england", "scotland", "wales", "northern ireland"})
# Clubs that play in a neighbour's league are listed under either country; people are not.
_SHARED_LEAGUES = frozenset(
    map(
        frozenset,
        (
            ("monaco", "france"),
            ("england", "wales"),
            ("canada", "united states"),
            ("australia", "new zealand"),
            ("liechtenstein", "switzerland"),
        ),
    )
)


def _key(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).casefold().split())


@cache
def country_names() -> dict[str, str]:
    """Folded variant → English name, for every variant known."""
    known: dict[str, str] = {}
    for entry in _NAMES.replace("\n", ";").split(";"):
        name, _, variants = entry.strip().partition("=")
        if name:
            known[_key(name)] = name
            for variant in variants.split("|"):
                known.setdefault(_key(variant), name)
    return known


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """The English name of a country however a source writes it; an unknown one is returned trimmed.

    >>> country("Türkiye"), country("KOR"), country("Korea, South"), country("Atlantis")
    ('Turkey', 'South Korea', 'South Korea', 'Atlantis')
    """
    return country_names().get(_key(text), text.strip())


@lru_cache(maxsize=65536)
def compatible(one: str, other: str, *, clubs: bool = False) -> bool:
    """Whether two countries can be the same thing said twice: the United Kingdom covers its four nations.

    With ``clubs`` also where clubs cross a border (Monaco in France, Swansea in England).

    >>> compatible("United Kingdom", "England"), compatible("Scotland", "England"), compatible("", "Spain")
    (True, False, True)
    """
    if not one or not other:
        return True
    a, b = _key(country(one)), _key(country(other))
    if a == b:
        return True
    if "united kingdom" in (a, b) and (a in _HOME_NATIONS or b in _HOME_NATIONS):
        return True
    return clubs and frozenset({a, b}) in _SHARED_LEAGUES
