// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Testing

@testable import Mail

@Suite struct MailboxTests {
    @Test func namesStandBeforeAddresses() throws {
        let plain = try Mailbox("Powiatlas <atlas@example.pl>")
        #expect(plain.name == "Powiatlas" && plain.address.text == "atlas@example.pl")
        #expect(try Mailbox("\"Urząd, Kraków\" <a@example.pl>").name == "Urząd, Kraków")
        #expect(try Mailbox("a@example.pl").name == nil)
        #expect(Mailbox(name: "a\r\nBcc: x@y.pl", address: try #require(EmailAddress("a@example.pl"))).name == "a Bcc: x@y.pl")
    }

    @Test(arguments: ["", "a", "a@b", "Jan <a@b>", "a@c.pl\r\nBcc: x@y.pl", "Jan <a@c.pl", "a@c.pl, b@c.pl"])
    func refused(text: String) {
        #expect(throws: MailboxError.self) { try Mailbox(text) }
    }

    @Test func hostsBeyondASCIIGoInTheirWireForm() throws {
        #expect(try #require(EmailAddress("a@żółw.pl")).wireForm == "a@xn--w-uga1v8h.pl")
        #expect(try #require(EmailAddress("a@example.pl")).wireForm == "a@example.pl")
    }
}

@Suite struct MailMessageTests {
    private func message(subject: String = "Sprawa", text: String = "Dzień dobry", from: String = "Powiatlas <atlas@example.pl>") throws -> MailMessage {
        MailMessage(
            from: try Mailbox(from), to: try #require(EmailAddress("ops@example.org")), subject: subject, text: text,
            date: Date(timeIntervalSince1970: 1_795_284_309), identity: "m-17.abc", language: "pl")
    }

    private func parts(_ message: MailMessage) throws -> (head: [String], body: String) {
        let text = String(decoding: message.encoded, as: UTF8.self)
        let end = try #require(text.range(of: "\r\n\r\n"))
        return (text[..<end.lowerBound].components(separatedBy: "\r\n"), String(text[end.upperBound...]))
    }

    @Test func headerIsComplete() throws {
        let head = try parts(try message()).head
        #expect(
            head == [
                "Date: Sat, 21 Nov 2026 18:05:09 +0000", "From: \"Powiatlas\" <atlas@example.pl>", "To: ops@example.org", "Message-ID: <m-17.abc@example.pl>",
                "Subject: Sprawa", "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "Content-Language: pl",
            ])
    }

    @Test func subjectsAddNoFieldsAndFoldBetweenCharacters() throws {
        let evil = try parts(try message(subject: "a\r\nBcc: x@y.pl\u{2028}b")).head
        #expect(evil.contains("Subject: a Bcc: x@y.pl b") && !evil.contains { $0.hasPrefix("Bcc") })
        let long = String(repeating: "Zażółć gęślą jaźń 🙂 ", count: 12)
        let head = try parts(try message(subject: long)).head
        let start = try #require(head.firstIndex { $0.hasPrefix("Subject: ") })
        let lines = [String(head[start].dropFirst(9))] + head[(start + 1)...].prefix { $0.hasPrefix(" ") }.map { String($0.dropFirst()) }
        #expect(lines.count > 5)
        let decoded = try lines.map { line -> String in
            #expect(line.hasPrefix("=?UTF-8?B?") && line.hasSuffix("?="))
            let data = try #require(Data(base64Encoded: String(line.dropFirst(10).dropLast(2))))
            return try #require(String(data: data, encoding: .utf8), "a word ends inside a character")
        }
        #expect(decoded.joined() == long.trimmingCharacters(in: .whitespaces))
        #expect(head.allSatisfy { $0.utf8.count <= 76 })
    }

    @Test(arguments: [
        ("kąt = 90°", "k=C4=85t =3D 90=C2=B0\r\n"), ("a \nb\t", "a=20\r\nb=09\r\n"), (".\n..x", "=2E\r\n=2E.x\r\n"), ("a\r\nb\rc", "a\r\nb\r\nc\r\n"),
        (String(repeating: "x", count: 76), String(repeating: "x", count: 76) + "\r\n"),
        (String(repeating: "x", count: 77), String(repeating: "x", count: 75) + "=\r\nxx\r\n"),
        (String(repeating: "x", count: 75) + ".y", String(repeating: "x", count: 75) + "=\r\n=2Ey\r\n"),
    ])
    func bodyIsQuotedPrintable(text: String, expected: String) throws {
        #expect(try parts(try message(text: text)).body == expected)
    }

    @Test func noLineIsLongAndAllIsASCII() throws {
        let text = (0..<400).map { String(UnicodeScalar(UInt32(32 + $0 * 7)) ?? "x") }.joined()
        let encoded = try message(text: text, from: String(repeating: "Ośrodek ", count: 30) + "<a@example.pl>").encoded
        #expect(encoded.allSatisfy { $0 < 0x80 })
        #expect(String(decoding: encoded, as: UTF8.self).components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    }
}

@Suite struct SMTPServerTests {
    @Test(arguments: [
        ("smtp://mail.example.pl", "smtp://mail.example.pl:25", SMTPServer.Encryption.required),
        ("smtp://u:p%40ss@mail.example.pl", "smtp://mail.example.pl:587", .required), ("smtps://u:p@mail.example.pl", "smtps://mail.example.pl:465", .implicit),
        ("smtp://localhost:2525", "smtp://localhost:2525", .offered), ("smtp://mail.example.pl?tls=none", "smtp://mail.example.pl:25", .none),
    ])
    func taken(text: String, description: String, encryption: SMTPServer.Encryption) throws {
        let server = try SMTPServer(text)
        #expect(server.description == description && server.encryption == encryption)
    }

    @Test func passwordsAreDecodedAndNeverShown() throws {
        #expect(try SMTPServer("smtp://u%40x:p%40ss@mail.example.pl").password == "p@ss")
        #expect(try SMTPServer("smtp://u@mail.example.pl", password: "other").password == "other")
        for text in ["smtp://u:SECRET@", "smtp://u:SECRET@h.pl?tls=none", "smtp://u:SECRET@h.pl?x=1", "http://u:SECRET@h.pl", "smtp://u:SECRET@h.pl/path"] {
            do {
                _ = try SMTPServer(text)
                Issue.record("\(text) was taken")
            } catch {
                #expect(!error.localizedDescription.contains("SECRET"))
            }
        }
    }

    @Test(arguments: ["", "mail.example.pl", "smtp://", "smtp://h.pl:99999", "smtp://u@h.pl", "smtp://h.pl?tls=maybe", "smtps://h.pl?tls=none", "smtp://h.pl?ca=/no/such/file", "smtp://u:a%0Ab@h.pl"])
    func refused(text: String) {
        #expect(throws: SMTPServerError.self) { try SMTPServer(text) }
    }
}
