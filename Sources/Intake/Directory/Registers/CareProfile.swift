// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Whom a home takes, for how many, and at what cost: the service of a row of a list of homes.
struct CareProfile {
    /// Nil when the type of the institution has no service of its own or the row says nothing about it.
    let service: Service?

    /// Larger numbers are placeholders: the largest homes in Poland have some five hundred places.
    static let capacityLimit = 900

    init(_ fields: RowReader.Fields, type: InstitutionType, taxonomy: Taxonomy, remarks: inout [String]) {
        guard let term = taxonomy.statutory.first(where: { $0.institutionType == type })?.serviceID, taxonomy.term(term)?.kind == .service else {
            service = nil
            return
        }
        let capacity = Self.capacity(fields[17], remarks: &remarks)
        let cost = Self.cost(fields[19], remarks: &remarks)
        let profile = ContactReading.text(fields[18])
        let group = type == .sds ? Self.letters(profile) : Self.groups(profile)
        for unknown in group.unknown { remarks.append("the profile of care “\(DelimitedTable.shortened(unknown))” is not known: kept as text only") }
        let targets = group.targets.filter { taxonomy.term($0)?.kind == .target }
        let description = Self.description(fields[20], profile: profile)
        guard capacity != nil || cost != nil || !targets.isEmpty || !group.text.isEmpty || description != nil else {
            service = nil
            return
        }
        service = Service(
            termID: term, description: description, targetIDs: targets, eligibility: group.text.isEmpty ? nil : group.text, cost: cost, capacity: capacity)
    }

    // MARK: Numbers

    private static func capacity(_ raw: String, remarks: inout [String]) -> Int? {
        let text = ContactReading.text(raw)
        guard !text.isEmpty else { return nil }
        guard let count = DecimalNumber.wholeNumber(text), count > 0 else {
            remarks.append("the number of places “\(DelimitedTable.shortened(text))” is not a whole number: left out")
            return nil
        }
        guard count <= capacityLimit else {
            remarks.append("\(count) places are a placeholder: left out")
            return nil
        }
        return count
    }

    /// PLN a month.
    private static func cost(_ raw: String, remarks: inout [String]) -> String? {
        let text = ContactReading.text(raw)
        guard !text.isEmpty else { return nil }
        guard let value = (try? DecimalNumber.parsePolish(text)) ?? (try? DecimalNumber.parse(text)), value > 0, value < 100_000 else {
            remarks.append("the cost “\(DelimitedTable.shortened(text))” is not an amount: left out")
            return nil
        }
        let isWhole = value == value.rounded()
        // Texts of tables have plain spaces.
        return NumberFormat.polish.string(value, decimals: isWhole ? 0 : 2).replacing("\u{A0}", with: " ") + " zł miesięcznie"
    }

    // MARK: Whom the home takes

    private typealias Group = (text: String, targets: [String], unknown: [String])

    /// The types of ŚDS (rozporządzenie z 9 grudnia 2010 r. w sprawie środowiskowych domów samopomocy, § 2).
    private static let types: [Character: (text: String, target: String)] = [
        "A": ("A – osoby przewlekle psychicznie chore", "chorzy-psychicznie"),
        "B": ("B – osoby z niepełnosprawnością intelektualną", "niepelnosprawni-intelektualnie"),
        "C": ("C – osoby z innymi przewlekłymi zaburzeniami czynności psychicznych", "chorzy-psychicznie"),
        "D": ("D – osoby ze spektrum autyzmu lub z niepełnosprawnościami sprzężonymi", "niepelnosprawni"),
    ]

    private static func letters(_ profile: String) -> Group {
        var texts: [String] = []
        var targets: [String] = []
        var unknown: [String] = []
        for part in profile.split(whereSeparator: { ",;|/ ".contains($0) }) {
            guard part.count == 1, let letter = part.uppercased().first, let type = types[letter] else {
                unknown.append(String(part))
                continue
            }
            if !texts.contains(type.text) { texts.append(type.text) }
            if !targets.contains(type.target) { targets.append(type.target) }
        }
        let known = texts.isEmpty ? [] : ["Typ " + texts.joined(separator: "; ")]
        let others = unknown.isEmpty ? [] : [unknown.joined(separator: " ")]
        return ((known + others).joined(separator: "; "), targets, unknown)
    }

    /// Groups of DPS (ustawa z 12 marca 2004 r. o pomocy społecznej, art. 56), by the words that lists use, with their slips.
    private static let words: [(stems: [String], targets: [String])] = [
        (["podeszl", "starsz", "senior"], ["seniorzy"]),
        (["psychicznie"], ["chorzy-psychicznie"]),
        (["somatycznie"], ["przewlekle-chorzy"]),
        (["intelektualn"], ["niepelnosprawni-intelektualnie"]),
        (["fizycznie"], ["niepelnosprawni"]),
        (["dzieci", "zieci", "mlodziez"], ["dzieci", "mlodziez"]),
        (["alkohol"], ["uzaleznieni-od-alkoholu"]),
    ]

    private static func groups(_ profile: String) -> Group {
        var texts: [String] = []
        var targets: [String] = []
        var unknown: [String] = []
        for part in profile.split(whereSeparator: { ",;|".contains($0) }).map({ ContactReading.line(String($0)) }) where !part.isEmpty {
            let folded = fold(part)
            var matched = words.filter { $0.stems.contains { folded.contains($0) } }.flatMap(\.targets)
            // Long illness without a word for its kind is illness of the body.
            if matched.isEmpty, folded.contains("przewlekle") { matched = ["przewlekle-chorzy"] }
            if matched.isEmpty { unknown.append(part) }
            if !texts.contains(part) { texts.append(part) }
            targets += matched.filter { !targets.contains($0) }
        }
        return (texts.map { readable($0) }.joined(separator: ", "), targets, unknown)
    }

    /// `osoby-starsze` as words; a word said twice once; slips of the hand in the words of the law mended.
    private static func readable(_ text: String) -> String {
        var words: [String] = []
        let isLabel = !text.contains(" ")
        for word in (isLabel ? text.replacing("-", with: " ") : text).split(separator: " ").map({ mended(String($0)) }) where word != words.last {
            words.append(word)
        }
        return words.joined(separator: " ")
    }

    private static let lawWords = [
        "osób", "podeszłym", "wieku", "przewlekle", "psychicznie", "somatycznie", "chorych", "dorosłych", "niepełnosprawnych", "intelektualnie", "fizycznie",
        "dzieci", "młodzieży", "uzależnionych",
    ]

    private static func mended(_ word: String) -> String {
        guard word.count >= 5, !lawWords.contains(word) else { return word }
        let close = lawWords.filter { $0.count >= 5 && EditDistance.between(word, $0, limit: 1) == 1 }
        return close.count == 1 ? close[0] : word
    }

    /// What the list says beyond the groups themselves.
    private static func description(_ raw: String, profile: String) -> String? {
        let text = ContactReading.text(raw)
        func bare(_ text: String) -> String { fold(text).filter { $0.isLetter || $0.isNumber } }
        guard !text.isEmpty, !bare(profile).contains(bare(text)), !fold(text).hasPrefix("specjalizacja:") else { return nil }
        return text
    }
}
