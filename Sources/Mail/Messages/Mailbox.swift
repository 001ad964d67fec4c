// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// An address with the name of whom it belongs to, as From and Reply-To have it.
public struct Mailbox: Sendable, Hashable, CustomStringConvertible {
    public let name: String?
    public let address: EmailAddress

    public init(name: String? = nil, address: EmailAddress) {
        let clean = name.map(HeaderText.oneLine)
        self.name = clean?.isEmpty == true ? nil : clean
        self.address = address
    }

    /// Reads `biuro@example.pl` or `Powiatlas <biuro@example.pl>`, the name with or without quotation marks.
    /// - Throws: `MailboxError`.
    public init(_ text: String) throws(MailboxError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard trimmed.hasSuffix(">"), let open = trimmed.lastIndex(of: "<") else {
            guard let address = EmailAddress(trimmed) else { throw MailboxError(text: trimmed) }
            self.init(address: address)
            return
        }
        var name = trimmed[..<open].trimmingCharacters(in: .whitespaces)
        if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        guard let address = EmailAddress(String(trimmed[trimmed.index(after: open)...].dropLast())) else { throw MailboxError(text: trimmed) }
        self.init(name: name, address: address)
    }

    public var description: String { name.map { "\($0) <\(address)>" } ?? address.text }
}

/// A text that names no mailbox.
public struct MailboxError: Error, Sendable, Hashable, LocalizedError {
    public let text: String

    public var errorDescription: String? {
        let shown = text.count > 80 ? String(text.prefix(80)) + "…" : text
        return "“\(shown)” is not an e-mail address: expected such as atlas@example.pl or Powiatlas <atlas@example.pl>"
    }
}

extension EmailAddress {
    /// As mail servers read it: a host with letters beyond ASCII in its `xn--` form (RFC 5891). Nil when there is no such form.
    public var wireForm: String? {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        guard let at = text.lastIndex(of: "@"), let host = URL(string: "http://\(text[text.index(after: at)...])")?.host(percentEncoded: false),
            host.utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        let wire = "\(text[..<at])@\(host)"
        return EmailAddress(wire)?.text
    }

    /// What follows the @, as mail servers read it.
    var wireHost: String { (wireForm ?? text).split(separator: "@").last.map(String.init) ?? "" }
}
