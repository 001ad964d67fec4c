# SPDX-License-Identifier: Apache-2.0
"""The same questions as SQL over the same tables of the same file, asked with Python's sqlite3."""

import sqlite3
import time

# Of a period that is known to the month or year the most favourable days count, as in the atlas; days are numbers such as 20150630.
DAY = "CAST(substr({0} || '{1}', 1, 4) || CASE length({0}) WHEN 4 THEN '{1}' WHEN 7 THEN substr({0}, 6, 2) || '{2}' " \
      "ELSE substr({0}, 6, 2) || substr({0}, 9, 2) END AS INTEGER)"
FIRST = DAY.format("COALESCE(a.valid_from, a.signed)", "0101", "01")
LAST = f"MIN(COALESCE({DAY.format('a.valid_to', '1231', '31')}, 99999999), COALESCE({DAY.format('a.terminated_on', '1231', '31')}, 99999999))"
STATUS = f"""CASE WHEN {LAST} < :day THEN 'expired'
    WHEN COALESCE(a.valid_from, a.signed) IS NULL THEN CASE WHEN {LAST} = 99999999 THEN 'undated' ELSE 'valid' END
    WHEN {FIRST} > :day THEN 'planned' ELSE 'valid' END"""
# Whom an agreement binds: named institutions, and those of a type with their seat in a unit. The seats stand by type and unit, so that
# SQLite can look them up instead of comparing every group with every institution.
SEATS = """SELECT t.type, CAST(substr(l.gmina_stem, 1, w.width) AS TEXT) AS stem, i.number AS institution
    FROM institution i JOIN location l ON l.institution_number = i.number AND l.position = 0
        JOIN (SELECT 2 AS width UNION SELECT 4 UNION SELECT 6) w
        JOIN (SELECT DISTINCT group_type AS type, group_type AS own FROM agreement_party WHERE group_type IS NOT NULL UNION SELECT 'OPS', 'CUS') t
            ON t.own = i.type"""
MEMBERS = """SELECT p.agreement_number AS agreement, i.number AS institution FROM agreement_party p JOIN institution i ON i.id = p.institution_id
    UNION SELECT p.agreement_number, s.institution FROM agreement_party p JOIN seats s ON s.type = p.group_type AND s.stem = p.group_stem"""
COUNTS = f"SELECT {STATUS} AS status, COUNT(*) FROM agreement a GROUP BY 1"
LIST = f"""SELECT a.id, a.title, {STATUS} AS status FROM agreement a WHERE a.number IN (
        SELECT agreement_number FROM agreement_area WHERE substr(stem, 1, length(:unit)) = :unit OR substr(:unit, 1, length(stem)) = stem)
    ORDER BY a.id LIMIT 50"""
# A welfare centre whose only agreement with its labour office has no dates is left out: nobody can say whether it holds.
SHARES = f"""WITH seats AS MATERIALIZED ({SEATS}),
    members AS MATERIALIZED ({MEMBERS}),
    current AS MATERIALIZED (SELECT number, {STATUS} AS status FROM agreement a),
    welfare AS MATERIALIZED (SELECT i.number, COALESCE(MIN(s.stem), l.gmina_stem) AS gmina FROM institution i
        JOIN location l ON l.institution_number = i.number AND l.position = 0
        LEFT JOIN service_area s ON s.institution_number = i.number AND length(s.stem) = 6 WHERE i.type IN ('OPS', 'CUS') GROUP BY i.number),
    office AS MATERIALIZED (SELECT i.number, s.stem FROM institution i JOIN service_area s ON s.institution_number = i.number WHERE i.type = 'PUP'),
    bound AS MATERIALIZED (SELECT m.agreement, m.institution AS office, c.status FROM members m JOIN current c ON c.number = m.agreement
        WHERE c.status IN ('valid', 'undated') AND m.institution IN (SELECT number FROM office)),
    together AS MATERIALIZED (SELECT DISTINCT m.institution AS welfare, b.office, b.status FROM bound b JOIN members m USING (agreement)
        WHERE m.institution IN (SELECT number FROM welfare)),
    served AS MATERIALIZED (SELECT w.number, w.gmina, o.number AS office
        FROM welfare w JOIN (SELECT 2 AS width UNION SELECT 4 UNION SELECT 6) d JOIN office o ON o.stem = substr(w.gmina, 1, d.width)),
    known AS (SELECT substr(w.gmina, 1, 4) AS powiat, w.number, MAX(t.status = 'valid') AS present, MAX(t.status = 'undated') AS undated
        FROM served w LEFT JOIN together t ON t.welfare = w.number AND t.office = w.office GROUP BY 1, 2)
SELECT powiat, COUNT(*), SUM(COALESCE(present, 0)) FROM known WHERE present OR NOT COALESCE(undated, 0) GROUP BY 1"""


class Peer:
    def __init__(self, database, day):
        self.connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.day = int(day.strftime("%Y%m%d"))

    def ask(self, sql, **values):
        """Milliseconds and rows."""
        began = time.perf_counter()
        rows = self.connection.execute(sql, {"day": self.day, **values} if values or ":day" in sql else {}).fetchall()
        return (time.perf_counter() - began) * 1e3, rows

    def close(self):
        self.connection.close()
