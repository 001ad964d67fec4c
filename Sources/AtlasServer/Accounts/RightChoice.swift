// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import Foundation
import PolishText

/// A right as somebody chose it in a form: a role, and in words for which institution or powiat.
struct RightChoice: Sendable {
    var role: Role?
    /// An id, the address of its page, or a name.
    var institution = ""
    /// A code, or a name, or both as the list of suggestions has them: `powiat olkuski (1212)`.
    var powiat = ""

    /// What the form says, or why it says nothing.
    enum Reading: Sendable {
        case grant(Grant)
        case roleMissing
        case notFound
        case institutionMissing
        case powiatMissing
        /// Several institutions are called so.
        case several([Candidate])
    }

    /// An institution that may be meant.
    struct Candidate: Sendable, Hashable {
        let id: InstitutionID
        let name: String
        let detail: String
    }

    private static let candidateLimit = 12

    init(role: Role? = nil, institution: String = "", powiat: String = "") {
        self.role = role
        self.institution = institution
        self.powiat = powiat
    }

    init(_ form: ProtectedForm) {
        role = form.text("rola").flatMap { Role(rawValue: $0) }
        // One of several that were offered stands before what was typed.
        institution = String((form.text("wybrana") ?? form.text("instytucja") ?? "").prefix(300))
        powiat = String((form.text("powiat") ?? "").prefix(200))
    }

    func read(_ snapshot: AtlasSnapshot) async throws -> Reading {
        switch role {
        case nil: .roleMissing
        case .administrator: .grant(.administrator)
        case .reader: .grant(.reader)
        case .coordinator: readPowiat(snapshot.territory)
        case .editor: try await readInstitution(snapshot)
        }
    }

    func readPowiat(_ territory: Territory) -> Reading {
        guard !powiat.isEmpty else { return .powiatMissing }
        let digits = powiat.filter { $0.isASCII && $0.isNumber }
        if digits.count == 4, let code = try? TERYTCode(digits), territory.unit(code) != nil { return .grant(.coordinator(code)) }
        let wanted = fold(powiat)
        let found = (territory.units[.powiat] ?? []).filter { fold($0.unit.fullName) == wanted || fold($0.unit.name) == wanted }
        return found.count == 1 ? .grant(.coordinator(found[0].unit.code)) : .notFound
    }

    private func readInstitution(_ snapshot: AtlasSnapshot) async throws -> Reading {
        guard !institution.isEmpty else { return .institutionMissing }
        let last = institution.split(separator: "/").last.map { String($0.prefix { $0 != "?" && $0 != "#" }) } ?? institution
        if let id = try? InstitutionID(last), try await !snapshot.store.institutions([id]).isEmpty { return .grant(.editor(id)) }
        let found = try await snapshot.directory.index.suggestions(for: String(institution.prefix(200)), limit: Self.candidateLimit).compactMap { suggestion in
            if case .institution(let id, _) = suggestion.kind { Candidate(id: id, name: suggestion.text, detail: suggestion.detail) } else { nil }
        }
        let exact = found.filter { fold($0.name) == fold(institution) }
        if exact.count == 1 { return .grant(.editor(exact[0].id)) }
        return found.isEmpty ? .notFound : .several(found)
    }
}

extension RightChoice.Reading {
    /// Why there is no right; nil when there is one.
    func fault(_ language: Language) -> String? {
        switch self {
        case .grant: nil
        case .roleMissing: language.choose("Wybierz rolę.", "Choose a role.")
        case .institutionMissing: language.choose("Podaj instytucję: nazwę albo adres jej strony w\u{A0}katalogu.", "Name the institution, or give the address of its page in the directory.")
        case .powiatMissing: language.choose("Podaj powiat: nazwę albo cztery cyfry kodu.", "Name the powiat, or give the four digits of its code.")
        case .notFound: language.choose("Nie znaleziono. Sprawdź pisownię albo podaj kod lub adres strony.", "Not found. Check the spelling, or give the code or the address of the page.")
        case .several: language.choose("Pasuje kilka instytucji: wybierz jedną.", "Several institutions match: choose one.")
        }
    }

    var candidates: [RightChoice.Candidate] {
        if case .several(let candidates) = self { candidates } else { [] }
    }
}
