# From version 2.0.0 on a date says itself how exact it is. Rewrites "2018-07-01"^^xsd:date with pkg:startPrecision "season"
# beside it to "2018-07-01/2019-06-30"^^edtf:EDTF, and likewise months, years and the other properties, in the unnamed graph
# and in every release. A second run changes nothing.
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX edtf: <http://id.loc.gov/datatypes/edtf/>
PREFIX pkg: <https://w3id.org/player-kg/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { ?about ?dated ?day ; ?beside ?word } INSERT { ?about ?dated ?value }
WHERE {
  # An end was the first day after all that it can be: on the first of a month it means the month before.
  VALUES (?dated ?beside ?after) {
    (pkg:birthDate pkg:birthPrecision 0) (pkg:start pkg:startPrecision 0) (pkg:end pkg:endPrecision 1)
    (pkg:when pkg:whenPrecision 0) (pkg:until pkg:untilPrecision 0) (dcterms:issued pkg:issuedPrecision 0)
  }
  ?about ?beside ?word ; ?dated ?day .
  FILTER(DATATYPE(?day) = xsd:date && ?word IN ("day", "month", "season", "year"))
  BIND(IF(SUBSTR(STR(?day), 9, 2) = "01", ?after, 0) AS ?back)
  BIND(12 * xsd:integer(SUBSTR(STR(?day), 1, 4)) + xsd:integer(SUBSTR(STR(?day), 6, 2)) - 1 - ?back AS ?months)
  BIND(xsd:integer(FLOOR(?months / 12)) AS ?year)
  BIND(?months - 12 * ?year + 1 AS ?month)
  BIND(IF(?month < 7, ?year - 1, ?year) AS ?season)
  BIND(IF(?word = "day", ?day,
       IF(?word = "month", STRDT(CONCAT(SUBSTR(STR(10000 + ?year), 2), "-", SUBSTR(STR(100 + ?month), 2)), xsd:gYearMonth),
       IF(?word = "year", STRDT(SUBSTR(STR(10000 + ?year), 2), xsd:gYear),
          STRDT(CONCAT(SUBSTR(STR(10000 + ?season), 2), "-07-01/", SUBSTR(STR(10001 + ?season), 2), "-06-30"), edtf:EDTF)))) AS ?value)
} ;

DELETE { GRAPH ?release { ?about ?dated ?day ; ?beside ?word } } INSERT { GRAPH ?release { ?about ?dated ?value } }
WHERE {
  VALUES (?dated ?beside ?after) {
    (pkg:birthDate pkg:birthPrecision 0) (pkg:start pkg:startPrecision 0) (pkg:end pkg:endPrecision 1)
    (pkg:when pkg:whenPrecision 0) (pkg:until pkg:untilPrecision 0) (dcterms:issued pkg:issuedPrecision 0)
  }
  GRAPH ?release { ?about ?beside ?word ; ?dated ?day }
  FILTER(DATATYPE(?day) = xsd:date && ?word IN ("day", "month", "season", "year"))
  BIND(IF(SUBSTR(STR(?day), 9, 2) = "01", ?after, 0) AS ?back)
  BIND(12 * xsd:integer(SUBSTR(STR(?day), 1, 4)) + xsd:integer(SUBSTR(STR(?day), 6, 2)) - 1 - ?back AS ?months)
  BIND(xsd:integer(FLOOR(?months / 12)) AS ?year)
  BIND(?months - 12 * ?year + 1 AS ?month)
  BIND(IF(?month < 7, ?year - 1, ?year) AS ?season)
  BIND(IF(?word = "day", ?day,
       IF(?word = "month", STRDT(CONCAT(SUBSTR(STR(10000 + ?year), 2), "-", SUBSTR(STR(100 + ?month), 2)), xsd:gYearMonth),
       IF(?word = "year", STRDT(SUBSTR(STR(10000 + ?year), 2), xsd:gYear),
          STRDT(CONCAT(SUBSTR(STR(10000 + ?season), 2), "-07-01/", SUBSTR(STR(10001 + ?season), 2), "-06-30"), edtf:EDTF)))) AS ?value)
}
