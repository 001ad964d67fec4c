// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Who signs in, with which rights, and the secrets they hold. Of every secret only what cannot be turned back is kept: scrypt of
    /// passwords, SHA-256 of random tokens, and second-step secrets sealed with the key of the server.
    static func createAccounts(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE account (
                    number INTEGER PRIMARY KEY AUTOINCREMENT,
                    -- in small letters it is the name by which accounts are found
                    email TEXT NOT NULL CHECK (email LIKE '%_@_%'),
                    email_key TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL CHECK (name <> ''),
                    language TEXT NOT NULL CHECK (language IN ('pl', 'en')),
                    -- nil until the invitation is accepted, and for those who sign in elsewhere
                    password_hash TEXT,
                    password_changed_at TEXT,
                    -- sealed with the key of the server; its last used step keeps a code from being used twice
                    second_step_secret BLOB,
                    second_step_used INTEGER,
                    second_step_at TEXT CHECK ((second_step_at IS NULL) = (second_step_secret IS NULL)),
                    created_at TEXT NOT NULL,
                    last_sign_in_at TEXT,
                    disabled_at TEXT
                );

                CREATE TABLE account_grant (
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    role TEXT NOT NULL CHECK (role IN ('administrator', 'coordinator', 'editor', 'reader')),
                    powiat_stem TEXT NOT NULL DEFAULT '',
                    -- no reference: an entry that leaves the directory and comes back has its editors again
                    institution_id TEXT NOT NULL DEFAULT '',
                    granted_at TEXT NOT NULL,
                    granted_by INTEGER REFERENCES account (number) ON DELETE SET NULL,
                    PRIMARY KEY (account_number, role, powiat_stem, institution_id),
                    CHECK ((role = 'coordinator') = (length(powiat_stem) = 4)),
                    CHECK ((role = 'editor') = (institution_id <> ''))
                ) WITHOUT ROWID;
                CREATE INDEX account_grant_institution ON account_grant (institution_id) WHERE institution_id <> '';

                -- who a provider of identities says it is
                CREATE TABLE account_identity (
                    issuer TEXT NOT NULL CHECK (issuer <> ''),
                    subject TEXT NOT NULL CHECK (subject <> ''),
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    linked_at TEXT NOT NULL,
                    PRIMARY KEY (issuer, subject)
                ) WITHOUT ROWID;

                -- one use each, when the second step's device is lost
                CREATE TABLE account_recovery_code (
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
                    used_at TEXT,
                    PRIMARY KEY (account_number, code_hash)
                ) WITHOUT ROWID;

                -- links that were sent: an invitation, a way back in
                CREATE TABLE account_link (
                    number INTEGER PRIMARY KEY,
                    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'recovery')),
                    created_at TEXT NOT NULL,
                    created_by INTEGER REFERENCES account (number) ON DELETE SET NULL,
                    expires_at TEXT NOT NULL CHECK (expires_at > created_at),
                    used_at TEXT
                );
                CREATE INDEX account_link_account ON account_link (account_number);

                CREATE TABLE session (
                    number INTEGER PRIMARY KEY,
                    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    -- signed in only when no step is left
                    stage TEXT NOT NULL CHECK (stage IN ('complete', 'second-step', 'set-up-second-step')),
                    created_at TEXT NOT NULL,
                    seen_at TEXT NOT NULL,
                    expires_at TEXT NOT NULL CHECK (expires_at > created_at),
                    -- the network and the browser, for the owner's list
                    network TEXT,
                    browser TEXT,
                    -- how: password, oidc
                    means TEXT NOT NULL CHECK (means <> '')
                );
                CREATE INDEX session_account ON session (account_number);

                CREATE TABLE api_key (
                    number INTEGER PRIMARY KEY,
                    account_number INTEGER NOT NULL REFERENCES account (number) ON DELETE CASCADE,
                    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                    -- the first letters, so that the owner knows which it is
                    hint TEXT NOT NULL CHECK (length(hint) = 4),
                    name TEXT NOT NULL CHECK (name <> ''),
                    created_at TEXT NOT NULL,
                    expires_at TEXT CHECK (expires_at > created_at),
                    -- to the day
                    last_used_on TEXT,
                    revoked_at TEXT
                );
                CREATE INDEX api_key_account ON api_key (account_number);

                -- what happened to accounts; kept for a limited time
                CREATE TABLE account_event (
                    number INTEGER PRIMARY KEY,
                    at TEXT NOT NULL,
                    account_number INTEGER REFERENCES account (number) ON DELETE CASCADE,
                    kind TEXT NOT NULL CHECK (kind <> ''),
                    -- another account that did it
                    actor_number INTEGER REFERENCES account (number) ON DELETE SET NULL,
                    network TEXT,
                    detail TEXT
                );
                CREATE INDEX account_event_at ON account_event (at);
                CREATE INDEX account_event_account ON account_event (account_number, at);
                """)
    }
}
