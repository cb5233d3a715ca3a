"""Names of people, clubs and countries: one rule for reading and for asking."""
