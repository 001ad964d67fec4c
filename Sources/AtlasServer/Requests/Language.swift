// SPDX-License-Identifier: Apache-2.0

import Atlas
import HTTPTypes
import Hummingbird

/// The languages of pages and names.
enum Language: String, Sendable, CaseIterable {
    case polish = "pl"
    case english = "en"

    /// `?lang=` decides, then the browser's `Accept-Language`, then Polish.
    init(_ request: Request, _ query: QueryReader) throws {
        if let chosen = try query.choice("lang", Language.self) {
            self = chosen
        } else {
            self = Self.preferred(request.headers[.acceptLanguage] ?? "")
        }
    }

    /// The first of our languages by the client's weights (RFC 9110, section 12.5.4).
    static func preferred(_ header: String) -> Language {
        var best: (language: Language, weight: Double)?
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let tag = pieces.first, let language = Language(rawValue: String(tag.prefix(2))) else { continue }
            let weight = pieces.dropFirst().compactMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil }.first ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language ?? .polish
    }

    func of(_ text: LocalizedText) -> String {
        self == .polish ? text.polish : text.english
    }

    func choose(_ polish: String, _ english: String) -> String {
        self == .polish ? polish : english
    }
}
