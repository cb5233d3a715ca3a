"""Which large languages of football are spoken in a country, as public lists name them."""

from __future__ import annotations

from functools import cache
from typing import Final

from kg.text.countries import country_name

__all__ = ["languages_of"]

_LANGUAGES: Final = {
    "Portuguese": "Portugal|Brazil|Angola|Mozambique|Cape Verde|Guinea-Bissau|Sao Tome and Principe",
    "Spanish": (
        "Spain|Argentina|Uruguay|Chile|Colombia|Mexico|Peru|Paraguay|Ecuador|Venezuela|Bolivia|Costa Rica|Honduras"
        "|Panama|Equatorial Guinea|Guatemala|El Salvador|Cuba|Dominican Republic|Andorra"
    ),
    "French": (
        "France|Senegal|Cote d'Ivoire|Cameroon|Mali|Burkina Faso|Guinea|Gabon|Congo|DR Congo|Togo|Benin|Algeria|Tunisia"
        "|Morocco|Haiti|Madagascar|Comoros|Niger|Chad|Central African Republic|Burundi|Belgium|Switzerland|Luxembourg"
        "|Martinique|Guadeloupe|French Guiana|Mauritania|Monaco"
    ),
    "German": "Germany|Austria|Switzerland|Liechtenstein|Luxembourg",
    "Dutch": "Netherlands|Suriname|Belgium|Curacao|Curaçao|Aruba",
    "English": (
        "England|Scotland|Wales|Northern Ireland|Ireland|United States|Canada|Australia|New Zealand|Nigeria|Ghana"
        "|Jamaica|Sierra Leone|Gambia|The Gambia|Zimbabwe|South Africa|Zambia|Kenya|Trinidad and Tobago"
    ),
    "Italian": "Italy|San Marino|Switzerland",
}


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    spoken: dict[str, tuple[str, ...]] = {}
    for language, countries in _LANGUAGES.items():
        for country in dict.fromkeys(map(country_name, countries.split("|"))):
            spoken[country] = (*spoken.get(country, ()), language)
    return spoken


def languages_of(country: str) -> tuple[str, ...]:
    """The languages of football that are spoken in a country, however its name is written; none of others.

    >>> languages_of("Switzerland"), languages_of("Brasil"), languages_of("Japan")
    (('French', 'German', 'Italian'), ('Portuguese',), ())
    """
    return _by_country().get(country_name(country), ())
