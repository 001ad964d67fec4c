-- SPDX-License-Identifier: Apache-2.0
-- The peer's tables, from the same rows: raw_institutions, raw_services, term, statutory and unit are there.

ANALYZE;

CREATE TABLE abbreviation (type text, words text);
INSERT INTO abbreviation VALUES
    ('OPS', 'OPS GOPS MOPS MGOPS GMOPS MOPR MGOPR ośrodek pomocy społecznej'), ('CUS', 'CUS GCUS MCUS MGCUS centrum usług społecznych'),
    ('PCPR', 'PCPR powiatowe centrum pomocy rodzinie'), ('PUP', 'PUP MUP GUP SUP powiatowy urząd pracy'), ('WUP', 'WUP'), ('ROPS', 'ROPS'), ('UW', 'UW'),
    ('OIK', 'OIK ośrodek interwencji kryzysowej'), ('CIS', 'CIS centrum integracji społecznej'), ('KIS', 'KIS klub integracji społecznej'),
    ('SDS', 'ŚDS SDS środowiskowy dom samopomocy'), ('DPS', 'DPS dom pomocy społecznej opieki'), ('WTZ', 'WTZ warsztat terapii zajęciowej'),
    ('ZAZ', 'ZAZ zakład aktywności zawodowej'), ('NGO', 'NGO organizacja pozarządowa'), ('PES', 'PES podmiot ekonomii społecznej'),
    ('AGENCJA', 'agencja zatrudnienia pracy'), ('SZKOLENIE', 'instytucja szkoleniowa'), ('SCHRONISKO', 'schronisko dla osób bezdomnych'),
    ('NOCLEGOWNIA', 'noclegownia ogrzewalnia');

-- Terms by number, and each with its broader terms.
CREATE TABLE lineage AS
    WITH RECURSIVE line (narrow, broad) AS (
        SELECT id, id FROM term UNION SELECT narrow, term.parent FROM line JOIN term ON term.id = broad WHERE term.parent IS NOT NULL)
    SELECT narrow, broad, number AS broad_number FROM line JOIN term ON term.id = broad;

CREATE TABLE own_service AS
    SELECT institution, service, regexp_split_to_array(nullif(btrim(targets), ''), '[\s|]+') AS targets, coalesce(free_places::int, 0) AS free_places
    FROM raw_services;

ANALYZE lineage, own_service;

CREATE TABLE offer AS
    WITH entry AS (
        SELECT id, type, substr(coalesce(nullif(split_part(split_part(area, '|', 1), ':', 1), ''), gmina), 3, 2) >= '61' AS in_city FROM raw_institutions)
    SELECT entry.id, own.service, coalesce(own.targets, statutory.targets) AS targets
    FROM own_service own JOIN entry ON entry.id = own.institution
    LEFT JOIN statutory ON statutory.type = entry.type AND statutory.service = own.service AND (NOT statutory.city OR entry.in_city)
    UNION ALL
    SELECT entry.id, statutory.service, statutory.targets
    FROM entry JOIN statutory ON statutory.type = entry.type AND (NOT statutory.city OR entry.in_city)
    WHERE NOT EXISTS (SELECT FROM own_service own WHERE own.institution = entry.id AND own.service = statutory.service);

ANALYZE offer, abbreviation;

CREATE TABLE institution AS
    WITH service_set AS (
        SELECT offer.id, array_agg(DISTINCT broad_number) AS numbers, string_agg(DISTINCT term.name_pl, ' ') AS names
        FROM offer JOIN lineage ON narrow = service JOIN term ON term.id = service GROUP BY offer.id),
    target_set AS (
        SELECT offer.id, array_agg(DISTINCT broad_number) AS numbers, string_agg(DISTINCT term.name_pl, ' ') AS names
        FROM offer CROSS JOIN unnest(targets) AS target JOIN lineage ON narrow = target JOIN term ON term.id = target GROUP BY offer.id),
    worded AS (
        SELECT raw.*, service_set.numbers AS services, target_set.numbers AS targets, left(raw.gmina, 6) AS stem,
            concat_ws(' ', raw.name, raw.other_names, abbreviation.words) AS text_a,
            concat_ws(' ', raw.locality, gmina.name, powiat.name, region.name, raw.street) AS text_b,
            concat_ws(' ', service_set.names, target_set.names) AS text_c, concat_ws(' ', raw.run_by, raw.description_pl) AS text_d
        FROM raw_institutions raw LEFT JOIN service_set USING (id) LEFT JOIN target_set USING (id) LEFT JOIN abbreviation ON abbreviation.type = raw.type
        LEFT JOIN unit gmina ON gmina.code = left(raw.gmina, 6) LEFT JOIN unit powiat ON powiat.code = left(raw.gmina, 4)
        LEFT JOIN unit region ON region.code = left(raw.gmina, 2))
    SELECT (row_number() OVER (ORDER BY stem, id))::int AS number, id, type, name, street, building, postal_code, locality, stem, phones,
        coalesce(services, '{}') AS services, coalesce(targets, '{}') AS targets,
        array_remove(regexp_split_to_array(regexp_replace(area, ':[a-z]+', '', 'g'), '[\s|]+'), '') AS area,
        nullif(verified_on, '')::date AS verified_on,
        EXISTS (SELECT FROM own_service WHERE institution = worded.id AND free_places > 0) AS has_free_places,
        CASE WHEN longitude <> '' THEN ST_SetSRID(ST_MakePoint(longitude::float8, latitude::float8), 4326)::geography END AS place,
        setweight(to_tsvector('pl', text_a) || to_tsvector('plain', unaccent(text_a)), 'A')
            || setweight(to_tsvector('pl', text_b) || to_tsvector('plain', unaccent(text_b)), 'B')
            || setweight(to_tsvector('pl', text_c) || to_tsvector('plain', unaccent(text_c)), 'C')
            || setweight(to_tsvector('pl', text_d) || to_tsvector('plain', unaccent(text_d)), 'D') AS words
    FROM worded;

ALTER TABLE institution ADD PRIMARY KEY (number);
CREATE INDEX ON institution USING gin (words);
CREATE INDEX ON institution USING gin (services);
CREATE INDEX ON institution USING gin (targets);
CREATE INDEX ON institution USING gin (area);
CREATE INDEX ON institution USING gist (place);
CREATE INDEX ON institution (type);
CREATE INDEX ON institution (stem text_pattern_ops);
CREATE INDEX ON institution (verified_on);
-- Slips are looked up among all words, as the documentation of pg_trgm proposes.
CREATE TABLE word AS SELECT word FROM ts_stat('SELECT words FROM institution') WHERE length(word) > 2;
CREATE UNIQUE INDEX ON word (word);
CREATE INDEX ON word USING gist (word gist_trgm_ops);
ANALYZE;
