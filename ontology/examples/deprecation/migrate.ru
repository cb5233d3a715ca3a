# Rewrites pkg:seenUntil (deprecated in 0.2.0) to pkg:attestedUntil, in the unnamed graph and in every release.
PREFIX pkg: <https://w3id.org/player-kg/ns#>

DELETE { ?claim pkg:seenUntil ?day } INSERT { ?claim pkg:attestedUntil ?day } WHERE { ?claim pkg:seenUntil ?day } ;
DELETE { GRAPH ?release { ?claim pkg:seenUntil ?day } }
INSERT { GRAPH ?release { ?claim pkg:attestedUntil ?day } }
WHERE { GRAPH ?release { ?claim pkg:seenUntil ?day } }
