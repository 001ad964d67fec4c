// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// Names of units as lists write them: `Buczkowice Gmina Buczkowice-`, `Gmina Nowy Targ`, `Żarki Miejsko`, `oswiecimski `.
enum PlaceName {
    private static let leading: Set<String> = ["gmina", "gm.", "gm", "miasto", "m.", "m", "st.", "powiat", "pow.", "pow", "wojewodztwo", "woj.", "woj", "i"]
    private static let trailing: Set<String> = ["miejsko", "miasto", "gmina", "m.", "(miasto)", "(gmina)", "wies"]

    /// The bare name for comparison: small letters without diacritics, a space for a hyphen, without the word for the level.
    static func plain(_ text: String) -> String {
        var words = fold(text).split { $0.isWhitespace || "-–—".contains($0) }.map(String.init)
        while words.count > 1, let first = words.first, leading.contains(first) { words.removeFirst() }
        // `Buczkowice Gmina Buczkowice`: the name, then the same in full.
        if let again = words.dropFirst().firstIndex(of: "gmina") { words = Array(words[..<again]) }
        while words.count > 1, let last = words.last, trailing.contains(last) { words.removeLast() }
        return words.joined(separator: " ")
    }

    /// Slips that a name of this length may have and still be the one meant.
    static func slipLimit(_ name: String) -> Int { name.count < 5 ? 0 : name.count < 8 ? 1 : 2 }
}

/// Whether a name speaks of a town, of a rural gmina, or of both in one.
enum GminaWord: Sendable, Hashable {
    case town, rural, both

    /// The word in an institution's name or abbreviation: `Miejski Ośrodek…`, `GOPS`, `Ośrodek … Gminy Oświęcim`; nil when there is none.
    init?(in name: String) {
        let words = fold(name).split { !($0.isLetter || $0.isNumber) }
        func has(_ test: (Substring) -> Bool) -> Bool { words.contains(where: test) }
        let abbreviation = words.first { ["mgops", "gmops", "mgcus", "mgopr"].contains($0) }
        let isRural = has { $0.hasPrefix("gminn") || $0 == "gminy" || $0 == "gmina" || $0 == "gops" || $0 == "gcus" }
        let isTown = has { $0.hasPrefix("miejsk") || $0 == "miasta" || $0 == "miasto" || $0 == "mops" || $0 == "mopr" || $0 == "mcus" }
        switch (abbreviation != nil || (isRural && isTown), isRural, isTown) {
        case (true, _, _): self = .both
        case (_, true, _): self = .rural
        case (_, _, true): self = .town
        default: return nil
        }
    }

    func fits(_ kind: UnitKind) -> Bool {
        switch self {
        case .town: kind == .urbanGmina || kind == .cityWithPowiatRights
        case .rural: kind == .ruralGmina
        case .both: kind == .urbanRuralGmina
        }
    }
}
