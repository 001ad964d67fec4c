// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Questionnaires, who was asked, what they answered, and figures published elsewhere.
    ///
    /// Lists of types of institutions are texts parted by spaces. Of the token in an institution's link only the SHA-256 hash is
    /// kept: who reads the file cannot answer for somebody else.
    static func createSurveys(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE survey (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 2 AND 80 AND id NOT GLOB '*[^a-z0-9-]*'),
                    title_pl TEXT NOT NULL CHECK (title_pl <> ''), title_en TEXT NOT NULL CHECK (title_en <> ''),
                    introduction_pl TEXT NOT NULL, introduction_en TEXT NOT NULL,
                    asked_types TEXT NOT NULL CHECK (asked_types <> ''),
                    period TEXT NOT NULL,
                    opens_on TEXT CHECK (length(opens_on) = 10),
                    closes_on TEXT CHECK (length(closes_on) = 10 AND closes_on >= opens_on),
                    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
                    smallest_group INTEGER NOT NULL CHECK (smallest_group BETWEEN 1 AND 100),
                    source_id TEXT REFERENCES source (id),
                    note_pl TEXT, note_en TEXT CHECK ((note_en IS NULL) = (note_pl IS NULL)),
                    CHECK ((opens_on IS NULL) = (closes_on IS NULL))
                );

                CREATE TABLE survey_question (
                    survey_number INTEGER NOT NULL REFERENCES survey (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    id TEXT NOT NULL CHECK (id <> '' AND id NOT GLOB '*[^a-z0-9-]*'),
                    text_pl TEXT NOT NULL CHECK (text_pl <> ''), text_en TEXT NOT NULL CHECK (text_en <> ''),
                    help_pl TEXT, help_en TEXT CHECK ((help_en IS NULL) = (help_pl IS NULL)),
                    kind TEXT NOT NULL CHECK (kind IN ('single', 'multiple', 'scale', 'number', 'text')),
                    -- of scales and numbers; of texts the most characters
                    lowest REAL, highest REAL,
                    decimals INTEGER CHECK ((decimals IS NOT NULL) = (kind = 'number')),
                    unit_pl TEXT, unit_en TEXT CHECK ((unit_en IS NULL) = (unit_pl IS NULL)),
                    required INTEGER NOT NULL CHECK (required IN (0, 1)),
                    asked_types TEXT NOT NULL,
                    condition_question TEXT CHECK (condition_question <> id),
                    condition_options TEXT CHECK ((condition_options IS NULL) = (condition_question IS NULL)),
                    PRIMARY KEY (survey_number, id),
                    UNIQUE (survey_number, position),
                    FOREIGN KEY (survey_number, condition_question) REFERENCES survey_question (survey_number, id)
                        DEFERRABLE INITIALLY DEFERRED,
                    CHECK (kind IN ('single', 'multiple') OR highest IS NOT NULL),
                    CHECK (kind IN ('single', 'multiple', 'text') OR lowest < highest)
                ) WITHOUT ROWID;

                CREATE TABLE survey_option (
                    survey_number INTEGER NOT NULL,
                    question_id TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    id TEXT NOT NULL CHECK (id <> '' AND id NOT GLOB '*[^a-z0-9-]*'),
                    text_pl TEXT NOT NULL CHECK (text_pl <> ''), text_en TEXT NOT NULL CHECK (text_en <> ''),
                    asked_types TEXT NOT NULL,
                    dont_know INTEGER NOT NULL CHECK (dont_know IN (0, 1)),
                    PRIMARY KEY (survey_number, question_id, id),
                    UNIQUE (survey_number, question_id, position),
                    FOREIGN KEY (survey_number, question_id) REFERENCES survey_question (survey_number, id) ON DELETE CASCADE
                ) WITHOUT ROWID;

                -- percentages that somebody published, where single answers are not known
                CREATE TABLE survey_published_group (
                    survey_number INTEGER NOT NULL REFERENCES survey (number) ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    type TEXT NOT NULL CHECK (type <> ''),
                    respondents INTEGER CHECK (respondents > 0),
                    PRIMARY KEY (survey_number, type)
                ) WITHOUT ROWID;
                CREATE TABLE survey_published_figure (
                    survey_number INTEGER NOT NULL,
                    type TEXT NOT NULL,
                    question_id TEXT NOT NULL,
                    option_id TEXT NOT NULL,
                    percentage REAL NOT NULL CHECK (percentage BETWEEN 0 AND 100),
                    PRIMARY KEY (survey_number, type, question_id, option_id),
                    FOREIGN KEY (survey_number, type) REFERENCES survey_published_group (survey_number, type) ON DELETE CASCADE,
                    FOREIGN KEY (survey_number, question_id) REFERENCES survey_question (survey_number, id) ON DELETE CASCADE
                ) WITHOUT ROWID;

                -- an institution that is asked, and its sheet of answers
                CREATE TABLE survey_invitation (
                    number INTEGER PRIMARY KEY,
                    survey_number INTEGER NOT NULL REFERENCES survey (number) ON DELETE CASCADE,
                    institution_id TEXT NOT NULL REFERENCES institution (id) DEFERRABLE INITIALLY DEFERRED,
                    -- as they were when it was asked: results stay what they are when the directory changes
                    type TEXT NOT NULL CHECK (type <> ''),
                    seat_stem TEXT CHECK (length(seat_stem) = 6 AND seat_stem NOT GLOB '*[^0-9]*'),
                    -- nil for answers that came on paper
                    token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
                    invited_on TEXT NOT NULL,
                    -- one more with every saving: two windows do not overwrite each other
                    version INTEGER NOT NULL DEFAULT 0 CHECK (version >= 0),
                    submitted INTEGER NOT NULL DEFAULT 0 CHECK (submitted IN (0, 1)),
                    UNIQUE (survey_number, institution_id)
                );

                CREATE TABLE survey_answer (
                    invitation_number INTEGER NOT NULL REFERENCES survey_invitation (number) ON DELETE CASCADE,
                    question_id TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    -- the id of an option, a number or a text, as the question's kind says
                    value TEXT NOT NULL CHECK (value <> ''),
                    PRIMARY KEY (invitation_number, question_id, position),
                    UNIQUE (invitation_number, question_id, value)
                ) WITHOUT ROWID;
                """)
    }
}
