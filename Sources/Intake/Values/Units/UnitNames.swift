// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A name of a unit as tables write it, taken apart: `Powiat m. Kraków`, `Bochnia - miasto (4)`, `gm. w. Bochnia`, `MAŁOPOLSKIE`.
struct WrittenName: Sendable, Hashable {
    /// Folded, without the words around it, hyphens as spaces.
    var core: String
    /// The levels that the words around the name allow; empty when they say nothing.
    var level: UnitLevel?
    var kind: UnitKind?
    /// A town or rural part of a gmina.
    var isPart = false
    /// POLSKA, Kraj.
    var isCountry = false
    var isRegion = false

    private static let kindSuffixes: [(String, UnitKind?, Bool)] = [
        ("(1)", .urbanGmina, false), ("(2)", .ruralGmina, false), ("(3)", .urbanRuralGmina, false), ("(4)", nil, true), ("(5)", nil, true),
        ("(8)", nil, true), ("(9)", nil, true), ("(gmina miejska)", .urbanGmina, false), ("(gmina wiejska)", .ruralGmina, false),
        ("(gmina miejsko-wiejska)", .urbanRuralGmina, false), ("(m)", .urbanGmina, false), ("(w)", .ruralGmina, false),
        ("(m-w)", .urbanRuralGmina, false), ("(mw)", .urbanRuralGmina, false), ("(miasto)", .urbanGmina, false), ("(gmina)", .ruralGmina, false),
        ("- gmina miejska", .urbanGmina, false), ("- gmina wiejska", .ruralGmina, false), ("- gmina miejsko-wiejska", .urbanRuralGmina, false),
    ]

    init(_ text: String) {
        var plain = fold(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for dash in ["–", "—", "‑"] { plain = plain.replacing(dash, with: "-") }
        for (suffix, kind, part) in Self.kindSuffixes where plain.hasSuffix(suffix) {
            plain = String(plain.dropLast(suffix.count)).trimmed
            self.kind = kind
            isPart = part
            level = .gmina
        }
        for suffix in [" - miasto", " - obszar wiejski", " - tereny wiejskie", " miasto w gminie", " obszar wiejski"] where plain.hasSuffix(suffix) {
            plain = String(plain.dropLast(suffix.count)).trimmed
            // `Bochnia - miasto (1)` is the whole town.
            isPart = kind == nil || suffix.contains("wiejsk")
            level = .gmina
        }
        // `do 2002`, `(od 2013)`: notes of the statistics office on units that changed.
        for word in [" do ", " od ", " (do ", " (od "] {
            guard let range = plain.range(of: word, options: .backwards), plain[range.upperBound...].prefix(4).allSatisfy(\.isNumber),
                plain[range.upperBound...].count <= 5, plain[range.upperBound...].count >= 4
            else { continue }
            plain = String(plain[..<range.lowerBound])
        }
        var words = plain.split { $0 == " " }.map(String.init)
        level = Self.strip(&words, &kind, level)
        core = words.joined(separator: " ").replacing("-", with: " ").split(separator: " ").joined(separator: " ")
            .trimmingCharacters(in: .punctuationCharacters)
        isCountry = ["polska", "kraj", "rzeczpospolita polska", "poland"].contains(core) || (level == .kraj)
        let first = plain.split { !$0.isLetter }.first.map(String.init) ?? ""
        isRegion = ["makroregion", "region", "podregion"].contains(first)
    }

    /// Takes off the words for the level, each with its dot or without.
    private static func strip(_ words: inout [String], _ kind: inout UnitKind?, _ level: UnitLevel?) -> UnitLevel? {
        var level = level
        while words.count > 1, let first = words.first {
            let word = first.hasSuffix(".") ? String(first.dropLast()) : first
            switch word {
            case "powiat", "pow", "powiatu", "powiecie", "powiaty": level = level ?? .powiat
            case "wojewodztwo", "woj", "wojewodztwa", "wojewodztwie": level = level ?? .wojewodztwo
            case "gmina", "gm", "gminy", "gminie": level = .gmina
            case "miasto", "m", "miasta", "mieście", "miescie":
                // `Powiat m. Kraków` is the city as a powiat; `m. Kraków` alone says only that it is a town.
                if level == nil || level == .gmina { kind = kind ?? .urbanGmina }
            case "st", "stoleczne", "na", "prawach": break
            case "w" where level == .gmina: kind = .ruralGmina
            case "m w", "m-w": kind = .urbanRuralGmina
            case "wiejska" where level == .gmina: kind = .ruralGmina
            case "miejska" where level == .gmina: kind = .urbanGmina
            case "miejsko-wiejska" where level == .gmina: kind = .urbanRuralGmina
            default:
                // `m.Kraków`, `st.Warszawa`
                for prefix in ["m.st.", "m.", "gm.", "pow.", "woj."] where first.hasPrefix(prefix) && first.count > prefix.count {
                    words[0] = String(first.dropFirst(prefix.count))
                    switch prefix {
                    case "gm.": level = .gmina
                    case "pow.": level = .powiat
                    case "woj.": level = .wojewodztwo
                    default: break
                    }
                    return strip(&words, &kind, level)
                }
                // `bocheński powiat`, `Kraków miasto na prawach powiatu`
                if words.count > 2, words.suffix(3) == ["na", "prawach", "powiatu"] {
                    words.removeLast(3)
                    if words.count > 1, words.last == "miasto" || words.last == "m." { words.removeLast() }
                    return .powiat
                }
                return level
            }
            words.removeFirst()
        }
        return level
    }
}

/// Finds units by their names.
struct UnitNames: Sendable {
    private let units: UnitDirectory
    /// Units by the core of their name.
    private let exact: [String: [Int]]
    /// Every word form of a name, for `powiatu bocheńskiego`, `w Krakowie`.
    private let forms: [String: [Int]]
    private let cores: [(unit: Int, core: String)]

    init(_ units: UnitDirectory) {
        self.units = units
        var exact: [String: [Int]] = [:]
        var forms: [String: [Int]] = [:]
        var cores: [(Int, String)] = []
        var formsOfWord: [String: [String]] = [:]
        for (index, entry) in units.entries.enumerated() where entry.code.level != .kraj {
            let core = WrittenName.core(of: entry.name)
            exact[core, default: []].append(index)
            cores.append((index, core))
            // Words of one name are declined together; the first forms of both are the nominative.
            let words = entry.name.split { $0 == " " || $0 == "-" }.map(String.init)
            guard words.count == 1, let word = words.first else { continue }
            let declined = formsOfWord[word] ?? NameDeclension.forms(of: word)
            formsOfWord[word] = declined
            for form in declined.dropFirst() where form.count > 3 && form != core { forms[form, default: []].append(index) }
        }
        self.exact = exact
        self.forms = forms
        self.cores = cores
    }

    /// Units that a name fits, narrowed by what else is known of the row.
    func find(_ name: WrittenName, level: UnitLevel?, within: TERYTCode?) -> [Int] {
        guard !name.core.isEmpty else { return [] }
        for index in [exact, forms] {
            guard let all = index[name.core] else { continue }
            let found = narrow(all, name, level: level, within: within)
            if !found.isEmpty { return found }
        }
        return []
    }

    private func narrow(_ all: [Int], _ name: WrittenName, level: UnitLevel?, within: TERYTCode?) -> [Int] {
        var found = all
        if let within { found = found.filter { units.entries[$0].code.isWithin(within) && units.entries[$0].code != within } }
        if let wanted = name.level ?? level { found = found.filter { units.entries[$0].code.level == wanted } }
        if let kind = name.kind {
            let fitting = found.filter { entry in
                let known = units.entries[entry].kind
                return known == kind || (kind == .urbanGmina && known == .cityWithPowiatRights)
            }
            // A gmina that changed its kind since is the one meant when no other bears the name.
            if !fitting.isEmpty || found.count > 1 { found = fitting }
        }
        let current = found.filter { units.entries[$0].closed == nil }
        return current.isEmpty ? found : current
    }

    /// The units with the nearest names: fewest slips of the hand, then most words in common.
    func candidates(_ name: WrittenName, level: UnitLevel?, within: TERYTCode?, limit: Int = 3) -> [Int] {
        guard name.core.count > 1 else { return [] }
        let words = Set(name.core.split(separator: " "))
        let wanted = name.level ?? level
        var ranked: [(unit: Int, distance: Int)] = []
        let allowed = max(2, name.core.count / 3)
        for (unit, core) in cores {
            let entry = units.entries[unit]
            guard entry.closed == nil, wanted.map({ entry.code.level == $0 }) ?? true, within.map({ entry.code.isWithin($0) }) ?? true else { continue }
            let common = words.count > 0 && core.split(separator: " ").contains { words.contains($0) && $0.count > 3 }
            let distance = EditDistance.between(name.core, core, limit: allowed)
            if distance <= allowed {
                ranked.append((unit, distance * 2))
            } else if common {
                ranked.append((unit, allowed * 2 + 1))
            }
        }
        return ranked.sorted { ($0.distance, units.entries[$0.unit].code.stem) < ($1.distance, units.entries[$1.unit].code.stem) }
            .prefix(limit).map(\.unit)
    }

    /// Whether a name can be that of `unit`: to notice codes that slipped by a row.
    func isName(_ name: WrittenName, of unit: Int) -> Bool {
        if name.isCountry { return unit == units.country }
        if exact[name.core]?.contains(unit) == true || forms[name.core]?.contains(unit) == true { return true }
        // A city and its powiat; an earlier or longer form of the name.
        let core = WrittenName.core(of: units.entries[unit].name)
        return core.hasPrefix(name.core + " ") || name.core.hasPrefix(core + " ") || name.core.hasSuffix(" " + core) || core.hasSuffix(" " + name.core)
            || EditDistance.between(name.core, core, limit: 2) <= 2
    }
}

extension WrittenName {
    /// The core of a name of the register.
    static func core(of name: String) -> String {
        let plain = fold(name).replacing("-", with: " ").split(separator: " ").joined(separator: " ")
        return plain.hasPrefix("st. ") ? String(plain.dropFirst(4)) : plain
    }
}
