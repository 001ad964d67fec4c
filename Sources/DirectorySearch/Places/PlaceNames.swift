// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// A name under which a unit, or a town or village within a gmina, is known.
struct PlaceName: Sendable {
    enum Kind: Int, Sendable {
        /// `Kraków`, `Bochnia`.
        case town
        /// A gmina of a town and villages: `Nowy Wiśnicz`.
        case townAndVillages
        case ruralGmina
        /// A town or village of a gmina with another name.
        case locality
        case wojewodztwo
        /// An adjective, which wants the word `powiat` before it.
        case powiat
        /// The beginning of a longer name: `Skarżysko`.
        case shortened
        /// A city under its powiat code: only meant when the word `powiat` stands there.
        case cityPowiat
    }

    /// Numbers of words of `PlaceNames`.
    let words: [UInt32]
    let unit: Int
    /// As addresses spell it; nil when the name is the unit's.
    let locality: Int?
    let kind: Kind
    /// How many entries have their seat there: the larger of two villages is the likelier.
    let weight: Int
}

/// A town or village that entries have in their addresses.
struct Locality: Sendable {
    let name: String
    let unit: Int
    let entries: [UInt32]
    /// The middle of its entries' points; nil when none has one.
    let point: SearchPoint?
}

/// All names of places, to be found in any grammatical case.
struct PlaceNames: Sendable {
    let names: [PlaceName]
    let localities: [Locality]
    private var words = WordNumbers()
    /// Folded forms: the word, or the first of several.
    private var forms: [String: UInt32] = [:]
    private var moreForms: [String: [UInt32]] = [:]
    /// By the first word.
    private let byFirstWord: [UInt32: [Int]]
    /// Folded names in order, for prefixes; the number of the name.
    let sortedNames: [(folded: String, name: Int)]
    /// Entries with their seat in each unit; units without any are left out.
    let entriesByUnit: [Int: Int]
    /// The gminas in which entries have a postal code, the most frequent first.
    let postalCodes: [String: [(unit: Int, entries: Int)]]

    /// Names of regions beside the official adjectives.
    private static let regions: [(name: String, code: String)] = [
        ("Dolny Śląsk", "02"), ("Kujawy", "04"), ("Lubelszczyzna", "06"), ("Ziemia Lubuska", "08"), ("Mazowsze", "14"),
        ("Małopolska", "12"), ("Opolszczyzna", "16"), ("Podkarpacie", "18"), ("Podlasie", "20"), ("Pomorze", "22"), ("Śląsk", "24"),
        ("Górny Śląsk", "24"), ("Kielecczyzna", "26"), ("Warmia", "28"), ("Mazury", "28"), ("Wielkopolska", "30"),
        ("Pomorze Zachodnie", "32"),
    ]

    init(units: UnitTable, entries: [DirectoryEntry], order: [Int]) {
        var words = WordNumbers()
        var names: [PlaceName] = []
        func add(_ text: String, _ unit: Int, _ locality: Int?, _ kind: PlaceName.Kind, _ weight: Int) {
            let numbers = WordScanner.words(of: text, limit: 8).map { words.number($0.text.lowercased()) }
            guard let first = numbers.first else { return }
            names.append(PlaceName(words: numbers, unit: unit, locality: locality, kind: kind, weight: weight))
            let isAdjective = PlainWords.placeAdjectives.contains(fold(words.texts[Int(first)]))
            if numbers.count > 1, kind.rawValue < PlaceName.Kind.wojewodztwo.rawValue, !isAdjective, words.texts[Int(first)].count > 3 {
                names.append(PlaceName(words: [first], unit: unit, locality: locality, kind: .shortened, weight: weight))
            }
        }

        let found = FoundLocalities(units: units, entries: entries, order: order)
        for (number, place) in units.places.enumerated() where place.name != place.code.stem && place.kind != .kraj {
            let weight = found.seats[number] ?? 0
            switch place.kind {
            case .kraj: break
            case .wojewodztwo: add(place.name, number, nil, .wojewodztwo, weight)
            case .powiat: add(place.name, number, nil, .powiat, weight)
            case .cityWithPowiatRights: add(place.name, number, nil, .cityPowiat, weight)
            case .urbanGmina: add(place.name, number, nil, .town, weight)
            case .urbanRuralGmina: add(place.name, number, nil, .townAndVillages, weight)
            case .ruralGmina: add(place.name, number, nil, .ruralGmina, weight)
            }
        }
        for region in Self.regions {
            if let code = try? TERYTCode(region.code), let number = units.number(code) { add(region.name, number, nil, .wojewodztwo, 0) }
        }
        entriesByUnit = found.seats
        localities = found.localities()
        for (number, locality) in localities.enumerated() { add(locality.name, locality.unit, number, .locality, locality.entries.count) }
        postalCodes = found.postalCodes.mapValues { units in
            units.map { (unit: $0.key, entries: $0.value) }.sorted { ($1.entries, $0.unit) < ($0.entries, $1.unit) }
        }

        var forms: [String: UInt32] = [:]
        var moreForms: [String: [UInt32]] = [:]
        for (number, word) in words.texts.enumerated() {
            for form in NameDeclension.forms(of: word) {
                if forms[form] == nil { forms[form] = UInt32(number) } else { moreForms[form, default: []].append(UInt32(number)) }
            }
        }
        self.names = names
        self.words = words
        self.forms = forms
        self.moreForms = moreForms
        byFirstWord = Dictionary(grouping: names.indices) { names[$0].words[0] }
        sortedNames = names.enumerated().filter { $0.element.kind != .shortened && $0.element.kind != .cityPowiat }.map { number, name in
            (name.words.map { fold(words.texts[Int($0)]) }.joined(separator: " "), number)
        }.sorted { ($0.folded, $0.name) < ($1.folded, $1.name) }
    }

    /// The words of names that a folded word may be a form of.
    func words(with form: String) -> [UInt32] {
        guard let first = forms[form] else { return [] }
        return [first] + (moreForms[form] ?? [])
    }

    func names(beginningWith word: UInt32) -> [Int] { byFirstWord[word] ?? [] }

    /// Folded, in the nominative.
    func foldedWord(_ number: UInt32) -> String { fold(words.texts[Int(number)]) }

    /// The base forms that a word has as the name of a place.
    func lemmas(of folded: String) -> [String] { words(with: folded).map(foldedWord) }

    /// Every folded form, to know well-typed words by, and how many entries are at the places that it may mean.
    var formsWithEntries: [(form: String, entries: Int)] {
        var entries = [Int](repeating: 0, count: words.count)
        for name in names { for word in name.words { entries[Int(word)] += name.weight } }
        return forms.map { form, first in (form, ([first] + (moreForms[form] ?? [])).reduce(0) { $0 + entries[Int($1)] }) }
    }

    /// The names that begin so, in their folded order.
    func names(withPrefix prefix: String, limit: Int) -> [Int] {
        var low = 0
        var high = sortedNames.count
        while low < high {
            let middle = (low + high) / 2
            if sortedNames[middle].folded < prefix { low = middle + 1 } else { high = middle }
        }
        return sortedNames[low...].prefix { $0.folded.hasPrefix(prefix) }.prefix(limit).map(\.name)
    }
}

/// Gathers what the addresses of entries tell of places.
private struct FoundLocalities {
    private struct Key: Hashable {
        let folded: String
        let unit: Int
    }

    private struct Sum {
        var name: String
        var entries: [UInt32] = []
        var longitude = 0.0
        var latitude = 0.0
        var points = 0
    }

    private var sums: [Key: Sum] = [:]
    private(set) var postalCodes: [String: [Int: Int]] = [:]
    /// Entries by the unit of their seat and those around it.
    private(set) var seats: [Int: Int] = [:]
    private let units: UnitTable

    init(units: UnitTable, entries: [DirectoryEntry], order: [Int]) {
        self.units = units
        var foldedNames: [String: String] = [:]
        for (ordinal, position) in order.enumerated() {
            let entry = entries[position]
            guard let gmina = entry.gmina, let unit = units.number(gmina) else { continue }
            for above in units.lineage(unit) { seats[above, default: 0] += 1 }
            let address = entry.address
            if !address.postalCode.isEmpty { postalCodes[address.postalCode, default: [:]][unit, default: 0] += 1 }
            let name = address.locality
            guard !name.isEmpty else { continue }
            let folded = foldedNames[name] ?? fold(name)
            foldedNames[name] = folded
            var sum = sums[Key(folded: folded, unit: unit)] ?? Sum(name: name)
            sum.entries.append(UInt32(ordinal))
            if let point = entry.point {
                sum.longitude += point.longitude
                sum.latitude += point.latitude
                sum.points += 1
            }
            sums[Key(folded: folded, unit: unit)] = sum
        }
    }

    /// Those that do not bear the name of their gmina, in a fixed order.
    func localities() -> [Locality] {
        sums.filter { fold(units.places[$0.key.unit].name) != $0.key.folded }
            .sorted { ($0.key.folded, $0.key.unit) < ($1.key.folded, $1.key.unit) }
            .map { key, sum in
                let count = Double(sum.points)
                let point = sum.points > 0 ? SearchPoint(longitude: sum.longitude / count, latitude: sum.latitude / count) : nil
                return Locality(name: sum.name, unit: key.unit, entries: sum.entries, point: point)
            }
    }
}
