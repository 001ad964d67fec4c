// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird

/// Who may put tables into the atlas through the pages.
///
/// A server that listens on the machine itself and is asked under the machine's own name serves one planner: nothing is
/// asked. Everything else (a public address, a proxy in front) needs an administrator who is signed in, or the operator's import key.
struct ImportAccess: Sendable {
    enum Level: Sendable {
        /// At the machine itself.
        case open
        /// An administrator who is signed in.
        case signedIn
        /// With the key.
        case keyed
        /// No key was configured.
        case closed
    }

    private let isLoopback: Bool
    private let key: String?
    /// In every form of ours: another site's page cannot read it.
    let token: String

    init(configuration: ServerConfiguration) {
        isLoopback = Self.isLoopback(configuration.host)
        key = configuration.importKey.flatMap { $0.isEmpty ? nil : $0 }
        token = configuration.worker.map { WorkerBoard(folder: $0.folder).secret } ?? Self.random()
    }

    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(UInt32.random(in: 0...UInt32.max, using: &generator) | 0x1000_0000, radix: 16) }.joined()
    }

    func level(_ request: Request, _ visitor: Visitor) -> Level {
        if Self.isImporter(visitor) { return .signedIn }
        // A name that leads here from elsewhere, or a proxy that passes strangers on, is not the machine itself.
        let name = request.head.authority.map(Self.hostName) ?? "127.0.0.1"
        let isPassedOn = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"].contains { field in
            HTTPField.Name(field).map { request.headers[$0] != nil } ?? false
        }
        if isLoopback, Self.isLoopback(name), !isPassedOn { return .open }
        return key == nil ? .closed : .keyed
    }

    /// A key of a program only reads.
    private static func isImporter(_ visitor: Visitor) -> Bool { visitor.session != nil && visitor.account?.powers.mayImport == true }

    /// What forms for this visitor carry: strangers can read the token of the server, but not that of somebody's session.
    func token(for visitor: Visitor) -> String { Self.isImporter(visitor) ? visitor.formToken : token }

    /// - Throws: 403 when the form came from another site, or from nobody who may.
    func check(_ request: Request, _ visitor: Visitor, token given: String?, key givenKey: String?) throws {
        let level = level(request, visitor)
        guard level != .closed else {
            throw Problem(
                status: .forbidden,
                detail: "tables are taken from administrators who are signed in, at the machine itself, or with an import key: sign in at \(AccessRules.signInPath), or start the server with --import-key FILE or POWIATLAS_IMPORT_KEY",
                polish: "Tabele wczytuje zalogowany administrator albo ktoś z\u{A0}kluczem do wczytywania. Zaloguj się.")
        }
        try request.checkComesFromOurPage()
        guard let given, Self.equal(given, token(for: visitor)) else {
            throw Problem(
                status: .forbidden, detail: "the form is too old or was not made by this server: open the page again and send the form anew",
                polish: "Formularz jest za stary albo nie z\u{A0}tego serwera: otwórz stronę jeszcze raz i\u{A0}wyślij go od nowa.")
        }
        if level == .keyed {
            guard let key, let givenKey, Self.equal(givenKey, key) else {
                throw Problem(
                    status: .forbidden, detail: "the import key is missing or wrong: ask the operator of this server",
                    polish: "Brakuje klucza albo jest błędny: zapytaj osobę, która prowadzi ten serwer.", parameter: "key")
            }
        }
    }

    /// Compares without saying by the time it takes how much was right.
    private static func equal(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hostName(_ authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[authority.index(after: authority.startIndex)..<end]) }
        return String(authority.split(separator: ":").first ?? "")
    }

    private static func isLoopback(_ host: String) -> Bool {
        ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host.lowercased()) || host.hasPrefix("127.")
    }
}
