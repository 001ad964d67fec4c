// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A unit of measure as headings and columns of units name it.
struct MeasureUnit: Sendable, Hashable {
    let text: LocalizedText
    /// What a number is multiplied by to come to the family's own unit: 1000 for thousands.
    let scale: Double
    /// Units of one family can be turned into each other.
    let family: String
    /// Whether values of parts add up to the value of the whole.
    let isAdditive: Bool

    private static let counts: [(forms: [String], polish: String, english: String)] = [
        (["osoba", "osoby", "osob", "os", "liczba osob", "ludnosc", "mieszkancow"], "osób", "people"),
        (["rodzina", "rodziny", "rodzin"], "rodzin", "families"),
        (["dziecko", "dzieci"], "dzieci", "children"),
        (["gospodarstwo", "gospodarstwa", "gospodarstw", "gosp domowe"], "gospodarstw", "households"),
        (["szt", "sztuk", "sztuka", "sztuki"], "szt.", "items"),
        (["miejsce", "miejsca", "miejsc"], "miejsc", "places"),
        (["ob", "obiekt", "obiektow", "jednostka", "jedn", "jednostek"], "jednostek", "units"),
        (["zl", "pln", "zlotych"], "zł", "PLN"),
        (["ha"], "ha", "ha"), (["km2", "km kw"], "km²", "km²"), (["m2"], "m²", "m²"),
        (["mieszkanie", "mieszkan", "mieszkania"], "mieszkań", "dwellings"),
        (["swiadczenie", "swiadczen", "swiadczenia"], "świadczeń", "benefits"),
        (["etat", "etaty", "etatow"], "etatów", "posts"),
    ]
    private static let scales: [(prefix: [String], factor: Double, polish: String, english: String)] = [
        (["tys", "tysiac", "tysiace", "tysiecy"], 1_000, "tys.", "thousand"), (["mln", "milion", "milionow"], 1_000_000, "mln", "million"),
    ]

    /// The unit that a whole text names: `osoba`, `tys. osób`, `%`, `w tys.`, `na 1000 ludności`; nil for any other text.
    init?(_ text: String) {
        let trimmed = text.trimmed
        var plain = fold(trimmed).replacing("²", with: "2")
        for word in ["w ", "in "] where plain.hasPrefix(word) { plain.removeFirst(word.count) }
        switch plain {
        case "%", "proc", "proc.", "procent", "pct", "percent":
            self.init(LocalizedText(polish: "%", english: "%"), 1, "share", false)
            return
        case "‰", "promil", "promile":
            self.init(LocalizedText(polish: "‰", english: "‰"), 0.1, "share", false)
            return
        default: break
        }
        if plain.hasPrefix("na "), plain.dropFirst(3).first?.isNumber == true {
            self.init(LocalizedText(polish: trimmed.hasPrefix("w ") ? String(trimmed.dropFirst(2)) : trimmed, english: Self.rate(plain)), 1, plain, false)
            return
        }
        let words = plain.split { $0 == " " || $0 == "." }.map(String.init)
        guard let first = words.first else { return nil }
        let scale = Self.scales.first { $0.prefix.contains(first) }
        let rest = (scale == nil ? words : Array(words.dropFirst())).joined(separator: " ")
        if let count = Self.counts.first(where: { $0.forms.contains(rest) }) {
            let polish = scale.map { "\($0.polish) \(count.polish)" } ?? count.polish
            let english = scale.map { "\($0.english) \(count.english)" } ?? count.english
            self.init(LocalizedText(polish: polish, english: english), scale?.factor ?? 1, count.polish, true)
        } else if let scale, rest.isEmpty {
            self.init(LocalizedText(polish: scale.polish, english: scale.english), scale.factor, "", true)
        } else {
            return nil
        }
    }

    private init(_ text: LocalizedText, _ scale: Double, _ family: String, _ isAdditive: Bool) {
        self.text = text
        self.scale = scale
        self.family = family
        self.isAdditive = isAdditive
    }

    /// A unit that is not in the tables, as it was written.
    init(verbatim text: String) {
        self.init(LocalizedText(polish: text.trimmed, english: text.trimmed), 1, fold(text.trimmed), false)
    }

    private static func rate(_ plain: String) -> String {
        let number = plain.dropFirst(3).prefix { $0.isNumber || $0 == " " }.filter(\.isNumber)
        let isThousand = plain.contains("tys")
        let digits = isThousand ? String(number) + "000" : String(number)
        return "per \(digits) " + (plain.contains("urodze") ? "births" : plain.contains("kobiet") ? "women" : plain.contains("dziec") ? "children" : "residents")
    }

    /// Takes a unit off a heading: brackets at its end, or `, w %`, `(w tys.)`, `- %`.
    static func split(_ heading: String) -> (name: String, unit: MeasureUnit?) {
        let text = heading.trimmed
        for (open, close) in [("[", "]"), ("(", ")")] where text.hasSuffix(close) {
            guard let start = text.lastIndex(of: Character(open)) else { continue }
            let inside = String(text[text.index(after: start)...].dropLast())
            let name = String(text[..<start]).trimmed
            if let unit = MeasureUnit(inside) { return (name, unit) }
            if open == "[", !inside.isEmpty, inside.count <= 40 { return (name, MeasureUnit(verbatim: inside)) }
        }
        for separator in [", w ", " w ", ", ", " – ", " - "] {
            guard let range = text.range(of: separator, options: .backwards) else { continue }
            let tail = String(text[range.upperBound...])
            // `w`: only signs of share and scale, as `w rodzinach` is no unit.
            guard let unit = MeasureUnit(tail), separator != " w " || unit.family == "share" || tail.hasPrefix("tys") else { continue }
            return (String(text[..<range.lowerBound]).trimmed, unit)
        }
        if text.lowercased().hasSuffix(" procent") { return (String(text.dropLast(8)).trimmed, MeasureUnit("%")) }
        if text.hasPrefix("%"), text.count > 1 { return (text, MeasureUnit("%")) }
        return (text, nil)
    }
}
