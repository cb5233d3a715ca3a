"""Countries as football knows them: the associations of FIFA, by code and by the names that sources use."""

from __future__ import annotations

import re
from types import MappingProxyType

__all__ = ["by_code", "country_of", "is_country"]

# FIFA's three-letter codes and the English names used here; after "=" other names that sources use.
_TABLE = """
AFG Afghanistan|ALB Albania=Albanien|ALG Algeria=Algerien|AND Andorra|ANG Angola|AIA Anguilla
ATG Antigua and Barbuda=Antigua & Barbuda|ARG Argentina=Argentinien|ARM Armenia=Armenien|ARU Aruba
AUS Australia=Australien|AUT Austria=Österreich|AZE Azerbaijan=Aserbaidschan|BAH Bahamas=The Bahamas|BHR Bahrain
BAN Bangladesh|BRB Barbados|BLR Belarus=Weißrussland|BEL Belgium=Belgien|BLZ Belize|BEN Benin|BER Bermuda|BHU Bhutan
BOL Bolivia=Bolivien|BIH Bosnia and Herzegovina=Bosnia-Herzegovina=Bosnia & Herzegovina=Bosnien-Herzegowina
BOT Botswana=Botsuana|BRA Brazil=Brasilien|VGB British Virgin Islands|BRU Brunei=Brunei Darussalam
BUL Bulgaria=Bulgarien|BFA Burkina Faso|BDI Burundi|CAM Cambodia|CMR Cameroon=Kamerun|CAN Canada=Kanada
CPV Cape Verde=Cabo Verde=Kap Verde|CAY Cayman Islands|CTA Central African Republic|CHA Chad=Tschad|CHI Chile
CHN China=China PR=People's Republic of China|TPE Chinese Taipei=Taiwan|COL Colombia=Kolumbien
COM Comoros=Comores=Komoren|CGO Congo=Republic of the Congo=Congo Republic|COK Cook Islands|CRC Costa Rica
CRO Croatia=Kroatien|CUB Cuba=Kuba|CUW Curaçao=Curacao|CYP Cyprus=Zypern
CZE Czech Republic=Czechia=Tschechien|DEN Denmark=Dänemark=Kingdom of Denmark|DJI Djibouti|DMA Dominica
DOM Dominican Republic|COD DR Congo=Congo DR=Democratic Republic of the Congo=DR Kongo|ECU Ecuador
EGY Egypt=Ägypten|SLV El Salvador|ENG England|EQG Equatorial Guinea=Äquatorialguinea|ERI Eritrea|EST Estonia=Estland
SWZ Eswatini=Swaziland|ETH Ethiopia|FRO Faroe Islands=Faroes|FIJ Fiji|FIN Finland=Finnland|FRA France=Frankreich
GAB Gabon=Gabun|GAM Gambia=The Gambia|GEO Georgia=Georgien|GER Germany=Deutschland|GHA Ghana|GIB Gibraltar
GRE Greece=Griechenland|GRN Grenada|GUM Guam|GUA Guatemala|GUI Guinea|GNB Guinea-Bissau=Guinea Bissau|GUY Guyana
HAI Haiti|HON Honduras|HKG Hong Kong=Hongkong|HUN Hungary=Ungarn|ISL Iceland=Island|IND India=Indien
IDN Indonesia=Indonesien|IRN Iran=IR Iran|IRQ Iraq=Irak|ISR Israel|ITA Italy=Italien
CIV Ivory Coast=Côte d'Ivoire=Cote d'Ivoire=Elfenbeinküste|JAM Jamaica=Jamaika|JPN Japan|JOR Jordan=Jordanien
KAZ Kazakhstan=Kasachstan|KEN Kenya=Kenia|KVX Kosovo=KOS|KUW Kuwait|KGZ Kyrgyzstan=Kyrgyz Republic|LAO Laos
LVA Latvia=Lettland|LBN Lebanon=Libanon|LES Lesotho|LBR Liberia|LBY Libya=Libyen|LIE Liechtenstein
LTU Lithuania=Litauen|LUX Luxembourg=Luxemburg|MAC Macau=Macao|MAD Madagascar=Madagaskar|MWI Malawi|MAS Malaysia
MDV Maldives|MLI Mali|MLT Malta|MTN Mauritania=Mauretanien|MRI Mauritius|MEX Mexico=Mexiko
MDA Moldova=Moldawien|MNG Mongolia|MNE Montenegro|MSR Montserrat|MAR Morocco=Marokko|MOZ Mozambique=Mosambik
MYA Myanmar|NAM Namibia|NEP Nepal|NED Netherlands=Holland=Niederlande=Kingdom of the Netherlands|NCL New Caledonia
NZL New Zealand=Neuseeland|NCA Nicaragua|NIG Niger|NGA Nigeria
MKD North Macedonia=Macedonia=Nordmazedonien=Republic of Macedonia|PRK North Korea=Korea, North=Korea DPR=Nordkorea
NIR Northern Ireland=Nordirland|NOR Norway=Norwegen|OMA Oman|PAK Pakistan|PLE Palestine=Palästina|PAN Panama
PNG Papua New Guinea|PAR Paraguay|PER Peru|PHI Philippines=Philippinen|POL Poland=Polen|POR Portugal|PUR Puerto Rico
QAT Qatar=Katar|IRL Ireland=Republic of Ireland=Irland|ROU Romania=Rumänien=ROM|RUS Russia=Russland|RWA Rwanda=Ruanda
SKN Saint Kitts and Nevis=St. Kitts & Nevis|LCA Saint Lucia=St. Lucia
VIN Saint Vincent and the Grenadines=St. Vincent & Grenadinen=St. Vincent & Grenadines|SAM Samoa|SMR San Marino
STP São Tomé and Príncipe=Sao Tome and Principe|KSA Saudi Arabia=Saudi-Arabien=SAU|SCO Scotland=Schottland|SEN Senegal
SRB Serbia=Serbien|SEY Seychelles|SLE Sierra Leone|SIN Singapore=Singapur=SGP|SVK Slovakia=Slowakei
SVN Slovenia=Slowenien|SOL Solomon Islands|SOM Somalia|RSA South Africa=Südafrika
KOR South Korea=Korea, South=Korea Republic=Südkorea=Republic of Korea|SSD South Sudan=Southern Sudan|ESP Spain=Spanien
SRI Sri Lanka|SDN Sudan=SUD|SUR Suriname=Surinam|SWE Sweden=Schweden|SUI Switzerland=Schweiz|SYR Syria=Syrien
TAH Tahiti|TJK Tajikistan=Tadschikistan|TAN Tanzania=Tansania|THA Thailand|TLS Timor-Leste=East Timor|TOG Togo
TGA Tonga|TRI Trinidad and Tobago=Trinidad & Tobago|TUN Tunisia=Tunesien|TUR Turkey=Türkiye=Türkei|TKM Turkmenistan
TCA Turks and Caicos Islands|UGA Uganda|UKR Ukraine|UAE United Arab Emirates=Vereinigte Arabische Emirate
USA United States=United States of America=Vereinigte Staaten=US|URU Uruguay|VIR US Virgin Islands
UZB Uzbekistan=Usbekistan|VAN Vanuatu|VEN Venezuela|VIE Vietnam=VNM|WAL Wales|YEM Yemen=Jemen|ZAM Zambia=Sambia
ZIM Zimbabwe=Simbabwe|SCG Serbia and Montenegro|YUG Yugoslavia|TCH Czechoslovakia|URS Soviet Union|GDR East Germany
FRG West Germany|GLP Guadeloupe|MTQ Martinique|GUF French Guiana|REU Réunion|MON Monaco|MAY Mayotte|ZAN Zanzibar
"""

_ENTRIES = [entry.strip() for entry in re.split(r"[|\n]", _TABLE) if entry.strip()]
_CODES = MappingProxyType({entry[:3]: entry[4:].split("=")[0] for entry in _ENTRIES})
_NAMES = MappingProxyType(
    {word.casefold(): _CODES[entry[:3]] for entry in _ENTRIES for word in (entry[:3], *entry[4:].split("="))}
)


def country_of(name: str) -> str:
    """The English name of a country for any of its usual names or its FIFA code; other names stay as they are.

    >>> country_of("Türkiye"), country_of("Korea, South"), country_of("USA"), country_of("Atlantis")
    ('Turkey', 'South Korea', 'United States', 'Atlantis')
    """
    return _NAMES.get(name.casefold().replace("’", "'"), name)


def is_country(name: str) -> bool:
    """Whether this is the name of a country that has or had a national team."""
    return (len(name) > 3 or name in ("USA", "UAE")) and name.casefold().replace("’", "'") in _NAMES


def by_code(code: str) -> str:
    """The country with this FIFA code; "" if there is none.

    >>> by_code("FRA"), by_code("XXX")
    ('France', '')
    """
    return _NAMES.get(code.casefold(), "") if len(code) == 3 else ""
