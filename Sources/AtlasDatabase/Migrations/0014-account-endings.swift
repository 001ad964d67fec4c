// SPDX-License-Identifier: Apache-2.0

import GRDB

extension AtlasMigrations {
    /// Accounts that were deleted, addresses that are to change, whose letter is whose, and letters that wait for a word after a
    /// restore.
    static func addAccountEndings(_ db: Database) throws {
        try db.execute(
            sql: """
                -- accounts that are gone, by number alone, so that no older file brings them back; moments are ISO 8601 in UTC
                CREATE TABLE deleted_account (
                    number INTEGER PRIMARY KEY,
                    -- of the account: with the number it tells the account from one of another file
                    created_at TEXT NOT NULL,
                    deleted_at TEXT NOT NULL,
                    -- the administrator's account; nil for a command, and when that account is gone too
                    deleted_by INTEGER REFERENCES account (number) ON DELETE SET NULL
                );

                -- the address that an account is to have once its owner has confirmed it by a link; one an account
                CREATE TABLE address_change (
                    account_number INTEGER PRIMARY KEY REFERENCES account (number) ON DELETE CASCADE,
                    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                    email TEXT NOT NULL CHECK (email LIKE '%_@_%'),
                    asked_at TEXT NOT NULL,
                    asked_by INTEGER REFERENCES account (number) ON DELETE SET NULL,
                    expires_at TEXT NOT NULL CHECK (expires_at > asked_at)
                );

                -- of letters about an account: they go with it
                ALTER TABLE mail_message ADD COLUMN account_number INTEGER REFERENCES account (number) ON DELETE CASCADE;
                -- since when a letter that waits is kept from being sent: it comes from a backup and may be gone already
                ALTER TABLE mail_message ADD COLUMN held_since TEXT;
                UPDATE mail_message SET account_number = (SELECT number FROM account WHERE email_key = lower(mail_message.recipient))
                WHERE purpose = 'account';
                CREATE INDEX mail_message_account ON mail_message (account_number) WHERE account_number IS NOT NULL;
                """)
    }
}
