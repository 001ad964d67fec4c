// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// A letter of plain text to one address, as it goes over the wire (RFC 5322 with RFC 2045 and 2047).
public struct MailMessage: Sendable, Hashable {
    public var from: Mailbox
    public var to: EmailAddress
    /// Whom an answer reaches; nil for the sender.
    public var replyTo: Mailbox?
    public var subject: String
    /// Paragraphs; line breaks of any kind.
    public var text: String
    public var date: Date
    /// The same at every attempt, so that a letter that came twice is known as one. Letters, digits, dots and hyphens.
    public var identity: String
    /// `pl`, `en`.
    public var language: String

    public init(
        from: Mailbox, to: EmailAddress, replyTo: Mailbox? = nil, subject: String, text: String, date: Date, identity: String, language: String
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.subject = subject
        self.text = text
        self.date = date
        self.identity = identity
        self.language = language
    }

    /// Header and body with CRLF; all ASCII, no line longer than 78 characters unless an address is.
    public var encoded: [UInt8] {
        var lines = [
            "Date: \(Self.format(date))",
            "From: \(HeaderText.mailbox(from, after: 6))",
            "To: \(to.wireForm ?? to.text)",
        ]
        if let replyTo { lines.append("Reply-To: \(HeaderText.mailbox(replyTo, after: 10))") }
        lines += [
            "Message-ID: <\(Self.atom(identity))@\(from.address.wireHost)>",
            "Subject: \(HeaderText.unstructured(subject, after: 9))",
            // Holiday notices do not answer it (RFC 3834, section 5); Exchange has a field of its own.
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Language: \(Self.atom(language))",
            "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8) + QuotedPrintable.encode(text)
    }

    private static func atom(_ text: String) -> String {
        text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
    }

    /// `Sat, 21 Nov 2026 18:05:09 +0000` (RFC 5322, section 3.3).
    static func format(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { String(format: "%02d", number ?? 0) }
        return "\(days[(parts.weekday ?? 1) - 1]), \(parts.day ?? 1) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 0) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) +0000"
    }
}
