# From version 2.0.0 on a date says itself how exact it is. Rewrites "2018-07-01"^^xsd:date with pkg:startPrecision "season"
# beside it to "2018-07-01/2019-06-30"^^edtf:EDTF, and likewise months, years and the other properties, in the unnamed graph
# and in every release. Beside a date that is a month, season or year already it removes what is said there. A second run
# changes nothing.
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
PREFIX pkg: <https://w3id.org/player-kg/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

# Of ?unnamed and ?about one is bound, and what names an unbound variable is neither deleted nor inserted.
DELETE { ?unnamed ?dated ?day ; ?beside ?word . GRAPH ?release { ?about ?dated ?day ; ?beside ?word } }
INSERT { ?unnamed ?dated ?value . GRAPH ?release { ?about ?dated ?value } }
WHERE {
  # An end was the first day after all that it can be: on the first of a month it means the month before.
  VALUES (?dated ?beside ?after) {
    (pkg:birthDate pkg:birthPrecision 0) (pkg:start pkg:startPrecision 0) (pkg:end pkg:endPrecision 1)
    (pkg:when pkg:whenPrecision 0) (pkg:until pkg:untilPrecision 0) (dcterms:issued pkg:issuedPrecision 0)
  }
  { ?unnamed ?beside ?word ; ?dated ?day } UNION { GRAPH ?release { ?about ?beside ?word ; ?dated ?day } }
  FILTER(DATATYPE(?day) IN (xsd:gYearMonth, xsd:gYear, edtf:EDTF)
      || DATATYPE(?day) = xsd:date && ?word IN ("day", "month", "season", "year"))
  BIND(IF(DATATYPE(?day) = xsd:date, ?word, "said") AS ?precision)
  BIND(IF(SUBSTR(STR(?day), 9, 2) = "01", ?after, 0) AS ?back)
  BIND(12 * xsd:integer(SUBSTR(STR(?day), 1, 4)) + xsd:integer(SUBSTR(STR(?day), 6, 2)) - 1 - ?back AS ?months)
  BIND(xsd:integer(FLOOR(?months / 12)) AS ?year)
  BIND(?months - 12 * ?year + 1 AS ?month)
  BIND(IF(?month < 7, ?year - 1, ?year) AS ?season)
  BIND(IF(?precision IN ("day", "said"), ?day,
       IF(?precision = "month", STRDT(CONCAT(SUBSTR(STR(10000 + ?year), 2), "-", SUBSTR(STR(100 + ?month), 2)), xsd:gYearMonth),
       IF(?precision = "year", STRDT(SUBSTR(STR(10000 + ?year), 2), xsd:gYear),
          STRDT(CONCAT(SUBSTR(STR(10000 + ?season), 2), "-07-01/", SUBSTR(STR(10001 + ?season), 2), "-06-30"), edtf:EDTF)))) AS ?value)
}
