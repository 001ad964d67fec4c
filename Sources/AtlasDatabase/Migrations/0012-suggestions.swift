// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Letters on their way, questions to institutions whether their entries still hold, and what the public says is wrong.
    static func createSuggestions(_ db: Database) throws {
        try db.execute(
            sql: """
                -- the queue of letters; moments are ISO 8601 in UTC, to the second
                CREATE TABLE mail_message (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    purpose TEXT NOT NULL CHECK (purpose <> ''),
                    -- letters that somebody waits for go before those to everybody
                    is_bulk INTEGER NOT NULL CHECK (is_bulk IN (0, 1)),
                    -- whether the recipient is a private person, of whom nothing stays once the letter is gone
                    is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),
                    -- nil once nobody needs to know it any more
                    recipient TEXT CHECK (recipient <> ''),
                    subject TEXT NOT NULL CHECK (subject <> ''),
                    -- nil once the letter is gone: it may hold a secret link
                    text TEXT CHECK (text <> ''),
                    language TEXT NOT NULL CHECK (language IN ('pl', 'en')),
                    -- the same at every attempt
                    identity TEXT NOT NULL UNIQUE CHECK (identity <> ''),
                    created_at TEXT NOT NULL,
                    not_before TEXT NOT NULL,
                    -- until then another process is sending it
                    claimed_until TEXT,
                    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                    last_error TEXT,
                    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given-up', 'cancelled')),
                    ended_at TEXT,
                    CHECK ((state = 'waiting') = (ended_at IS NULL)),
                    CHECK (state <> 'waiting' OR (recipient IS NOT NULL AND text IS NOT NULL))
                );
                CREATE INDEX mail_message_waiting ON mail_message (is_bulk, not_before) WHERE state = 'waiting';
                CREATE INDEX mail_message_ended ON mail_message (ended_at) WHERE state <> 'waiting';

                -- an institution that was asked whether its entry still holds
                CREATE TABLE verification (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    institution_id TEXT NOT NULL REFERENCES institution (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                    asked_at TEXT NOT NULL,
                    expires_at TEXT NOT NULL CHECK (expires_at > asked_at),
                    -- nil for a link that somebody handed over
                    mail_number INTEGER REFERENCES mail_message (number) ON DELETE SET NULL,
                    -- why the letter never arrived
                    undelivered TEXT,
                    answer TEXT CHECK (answer IN ('confirmed', 'changed')),
                    answered_at TEXT,
                    CHECK ((answer IS NULL) = (answered_at IS NULL))
                );
                CREATE INDEX verification_institution ON verification (institution_id, asked_at);
                CREATE INDEX verification_mail ON verification (mail_number) WHERE mail_number IS NOT NULL;

                -- what somebody says is wrong with an entry; stays when the entry goes
                CREATE TABLE suggestion (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    institution_id TEXT NOT NULL CHECK (institution_id <> ''),
                    field TEXT NOT NULL CHECK (field <> ''),
                    -- what the entry said then; empty for nothing
                    present TEXT NOT NULL,
                    -- what it should say; empty for nothing, or for what is only described
                    proposed TEXT NOT NULL,
                    remark TEXT CHECK (remark <> ''),
                    -- how whoever says so knows
                    basis TEXT CHECK (basis <> ''),
                    -- for the answer; nil as soon as it is given
                    contact TEXT CHECK (contact <> ''),
                    language TEXT NOT NULL CHECK (language IN ('pl', 'en')),
                    -- nil for one from the public
                    verification_number INTEGER REFERENCES verification (number) ON DELETE SET NULL,
                    from_institution INTEGER NOT NULL CHECK (from_institution IN (0, 1)),
                    created_at TEXT NOT NULL,
                    -- how often the same was said
                    times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0),
                    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
                    decided_at TEXT,
                    -- the account's number
                    decided_by INTEGER,
                    -- told to whoever asked for an answer
                    reply TEXT CHECK (reply <> ''),
                    -- what was written into the entry
                    applied TEXT,
                    CHECK ((state = 'open') = (decided_at IS NULL))
                );
                CREATE INDEX suggestion_open ON suggestion (created_at) WHERE state = 'open';
                CREATE INDEX suggestion_institution ON suggestion (institution_id, state);
                """)
    }
}
