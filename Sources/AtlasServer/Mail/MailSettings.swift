// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Mail

/// How the server sends letters.
public struct MailSettings: Sendable {
    public var server: SMTPServer
    public var from: Mailbox
    /// Until a letter that was not taken is tried again; twice as long every time after.
    public var firstRetrySeconds: Int

    public init(server: SMTPServer, from: Mailbox, firstRetrySeconds: Int = MailRetry.firstSeconds) {
        self.server = server
        self.from = from
        self.firstRetrySeconds = firstRetrySeconds
    }

    /// A letter of the queue as it goes out.
    /// - Throws: `SMTPFailure` when the recipient is no address.
    public func message(_ claimed: ClaimedMail, at now: Date) throws -> MailMessage {
        guard let recipient = EmailAddress(claimed.mail.recipient) else {
            throw SMTPFailure(kind: .refused, reason: "“\(claimed.mail.recipient.prefix(80))” is not an e-mail address")
        }
        return MailMessage(
            from: from, to: recipient, subject: claimed.mail.subject, text: claimed.mail.text, date: now, identity: claimed.identity,
            language: claimed.mail.language)
    }
}
