"""Which countries share a language, and which lie in one region, as public lists name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Flags, Ints
from kg.text.languages import languages_of

__all__ = ["regions", "shared_languages"]

_REGIONS: Final = (
    "Brazil|Argentina|Uruguay|Chile|Colombia|Paraguay|Peru|Ecuador|Venezuela|Bolivia|Mexico|Costa Rica|Honduras|Panama",
    "Senegal|Cote d'Ivoire|Cameroon|Mali|Burkina Faso|Guinea|Gabon|Congo|DR Congo|Togo|Benin|Nigeria|Ghana|Sierra Leone"
    "|Gambia|The Gambia|Angola|Guinea-Bissau|Cape Verde|Equatorial Guinea|Mozambique|Liberia|Central African Republic",
    "Algeria|Morocco|Tunisia|Egypt|Libya",
    "Serbia|Croatia|Bosnia-Herzegovina|Slovenia|North Macedonia|Macedonia|Montenegro|Albania|Kosovo|Bulgaria|Greece"
    "|Romania|Cyprus",
    "Poland|Czech Republic|Slovakia|Hungary|Ukraine|Russia|Austria|Switzerland|Georgia|Armenia|Belarus|Moldova|Turkey"
    "|Israel",
    "Sweden|Norway|Denmark|Finland|Iceland|Estonia|Latvia|Lithuania|Faroe Islands",
    "Scotland|Wales|Northern Ireland|Ireland",
    "United States|Canada|Jamaica|Trinidad and Tobago",
    "Japan|Korea, South|China|Australia|Iran|Iraq|Saudi Arabia|United Arab Emirates|Qatar|New Zealand",
)


def shared_languages(countries: Sequence[str]) -> Flags:
    """[countries, countries]: whether a large language is spoken in both.

    >>> shared_languages(["", "Brazil", "Portugal", "Spain"])[1].tolist()
    [False, True, True, False]
    """
    spoken = [set(languages_of(country)) for country in countries]
    return np.array([[not one.isdisjoint(two) for two in spoken] for one in spoken], bool)


def regions(countries: Sequence[str]) -> Ints:
    """A number for the region of each country; a country in no region is its own."""
    result = np.arange(len(countries))
    for place, stated in enumerate(_REGIONS):
        members = stated.split("|")
        result[[country in members for country in countries]] = len(countries) + place
    return result
