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
    private(set) var names: [PlaceName]
    private(set) var localities: [Locality]
    /// Those of earlier states of the directory included.
    private var words = WordNumbers()
    /// By word: how many names have it; 0 for words of earlier states.
    private var uses: [Int] = []
    /// By word: how many entries are at the places that it may mean.
    private var entriesOfWord: [Int] = []
    /// Folded forms: the word, or the first of several.
    private var forms: [String: UInt32] = [:]
    private var moreForms: [String: [UInt32]] = [:]
    /// By the first word.
    private var byFirstWord: [UInt32: [Int]]
    /// Folded names in order, for prefixes; the number of the name.
    private(set) var sortedNames: [(folded: String, name: Int)]
    /// How many names units have, and how many all have but localities, which stand behind.
    private let unitNames: Int
    private let fixedNames: Int
    /// Entries with their seat in each unit; units without any are left out.
    private(set) var entriesByUnit: [Int: Int]
    /// The gminas in which entries have a postal code, the most frequent first.
    private(set) var postalCodes: [String: [(unit: Int, entries: Int)]]

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
            names += Self.names(text, unit, locality, kind, weight, &words)
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
        unitNames = names.count
        for region in Self.regions {
            if let code = try? TERYTCode(region.code), let number = units.number(code) { add(region.name, number, nil, .wojewodztwo, 0) }
        }
        fixedNames = names.count
        entriesByUnit = found.seats
        localities = found.localities()
        for (number, locality) in localities.enumerated() { add(locality.name, locality.unit, number, .locality, locality.entries.count) }
        postalCodes = found.postalCodes.mapValues { units in Self.sorted(units.map { (unit: $0.key, entries: $0.value) }) }

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
        sortedNames = names.enumerated().filter { Self.isListed($0.element) }.map { number, name in (Self.folded(name, words), number) }
            .sorted { ($0.folded, $0.name) < ($1.folded, $1.name) }
        countWords()
    }

    /// The names under which a place is known by one text: the text, and where that is usual its first word.
    private static func names(
        _ text: String, _ unit: Int, _ locality: Int?, _ kind: PlaceName.Kind, _ weight: Int, _ words: inout WordNumbers
    ) -> [PlaceName] {
        let numbers = WordScanner.words(of: text, limit: 8).map { words.number($0.text.lowercased()) }
        guard let first = numbers.first else { return [] }
        var names = [PlaceName(words: numbers, unit: unit, locality: locality, kind: kind, weight: weight)]
        let isAdjective = PlainWords.placeAdjectives.contains(fold(words.texts[Int(first)]))
        if numbers.count > 1, kind.rawValue < PlaceName.Kind.wojewodztwo.rawValue, !isAdjective, words.texts[Int(first)].count > 3 {
            names.append(PlaceName(words: [first], unit: unit, locality: locality, kind: .shortened, weight: weight))
        }
        return names
    }

    private static func isListed(_ name: PlaceName) -> Bool { name.kind != .shortened && name.kind != .cityPowiat }

    private static func folded(_ name: PlaceName, _ words: WordNumbers) -> String {
        name.words.map { fold(words.texts[Int($0)]) }.joined(separator: " ")
    }

    private static func sorted(_ units: [(unit: Int, entries: Int)]) -> [(unit: Int, entries: Int)] {
        units.sorted { ($1.entries, $0.unit) < ($0.entries, $1.unit) }
    }

    private mutating func countWords() {
        uses = [Int](repeating: 0, count: words.count)
        entriesOfWord = uses
        for name in names {
            for word in name.words {
                uses[Int(word)] += 1
                entriesOfWord[Int(word)] += name.weight
            }
        }
    }

    /// The words of names that a folded word may be a form of, in order.
    func words(with form: String) -> [UInt32] {
        guard let first = forms[form] else { return [] }
        guard let more = moreForms[form] else { return uses[Int(first)] > 0 ? [first] : [] }
        return ([first] + more).filter { uses[Int($0)] > 0 }.sorted { words.texts[Int($0)] < words.texts[Int($1)] }
    }

    func names(beginningWith word: UInt32) -> [Int] { byFirstWord[word] ?? [] }

    /// Folded, in the nominative.
    func foldedWord(_ number: UInt32) -> String { fold(words.texts[Int(number)]) }

    /// The base forms that a word has as the name of a place.
    func lemmas(of folded: String) -> [String] { words(with: folded).map(foldedWord) }

    /// Every folded form, to know well-typed words by, and how many entries are at the places that it may mean.
    var formsWithEntries: [(form: String, entries: Int)] { forms.keys.compactMap { form in entries(ofForm: form).map { (form, $0) } } }

    /// How many entries are at the places that a form may mean; nil when it is no form of a name.
    func entries(ofForm form: String) -> Int? {
        let words = words(with: form)
        return words.isEmpty ? nil : words.reduce(0) { $0 + entriesOfWord[Int($1)] }
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

extension PlaceNames {
    /// What follows from another state of the names.
    struct Difference {
        /// Folded words that are forms of other names than before.
        var forms: Set<String> = []
        /// Folded words whose importance among well-typed words may be another.
        var weighed: Set<String> = []
    }

    private struct LocalityKey: Hashable {
        let folded: String
        let unit: Int
    }

    /// Takes in that some entries changed.
    /// - Parameter entry: gives an entry by its ordinal after.
    mutating func apply(_ change: EntryChange, units: UnitTable, entry: (Int) -> DirectoryEntry) -> Difference {
        let (usesBefore, entriesBefore) = (uses, entriesOfWord)
        countSeats(change, units)
        let hasOtherNames = moveLocalities(change, units, entry)
        let known = usesBefore.count
        for number in known..<words.count {
            for form in NameDeclension.forms(of: words.texts[number]) {
                if forms[form] == nil { forms[form] = UInt32(number) } else { moreForms[form, default: []].append(UInt32(number)) }
            }
        }
        if hasOtherNames { byFirstWord = Dictionary(grouping: names.indices) { names[$0].words[0] } }
        countWords()
        var difference = Difference()
        for number in uses.indices {
            let (wasUsed, had) = number < known ? (usesBefore[number] > 0, entriesBefore[number] > 0) : (false, false)
            let (isUsed, has) = (uses[number] > 0, entriesOfWord[number] > 0)
            guard wasUsed != isUsed || had != has else { continue }
            let forms = NameDeclension.forms(of: words.texts[number])
            difference.weighed.formUnion(forms)
            if wasUsed != isUsed { difference.forms.formUnion(forms) }
        }
        return difference
    }

    private mutating func countSeats(_ change: EntryChange, _ units: UnitTable) {
        var codes: [String: [Int: Int]] = [:]
        func count(_ entry: DirectoryEntry, _ step: Int) {
            guard let unit = entry.gmina.flatMap(units.number) else { return }
            for above in units.lineage(unit) {
                let seats = (entriesByUnit[above] ?? 0) + step
                entriesByUnit[above] = seats > 0 ? seats : nil
            }
            let code = entry.address.postalCode
            if !code.isEmpty { codes[code, default: [:]][unit, default: 0] += step }
        }
        for entry in change.before.values { count(entry, -1) }
        for entry in change.after.values { count(entry, 1) }
        for (code, steps) in codes where steps.values.contains(where: { $0 != 0 }) {
            var seats = Dictionary(uniqueKeysWithValues: (postalCodes[code] ?? []).map { ($0.unit, $0.entries) })
            for (unit, step) in steps { seats[unit, default: 0] += step }
            let left = seats.filter { $0.value > 0 }.map { (unit: $0.key, entries: $0.value) }
            postalCodes[code] = left.isEmpty ? nil : Self.sorted(left)
        }
        for number in 0..<unitNames { names[number] = names[number].weighing(entriesByUnit[names[number].unit] ?? 0) }
    }

    /// - Returns: whether names came or went.
    private mutating func moveLocalities(_ change: EntryChange, _ units: UnitTable, _ entry: (Int) -> DirectoryEntry) -> Bool {
        func key(_ entry: DirectoryEntry) -> LocalityKey? {
            guard let unit = entry.gmina.flatMap(units.number), !entry.address.locality.isEmpty else { return nil }
            let folded = fold(entry.address.locality)
            return fold(units.places[unit].name) == folded ? nil : LocalityKey(folded: folded, unit: unit)
        }
        var edits: [LocalityKey: ListEdit] = [:]
        for (ordinal, entry) in change.before { if let key = key(entry) { edits[key, default: ListEdit()].gone.insert(UInt32(ordinal)) } }
        for (ordinal, entry) in change.after { if let key = key(entry) { edits[key, default: ListEdit()].added.append((UInt32(ordinal), 0)) } }
        guard !edits.isEmpty || !change.move.isIdentity else { return false }

        let editedUnits = Set(edits.keys.map(\.unit))
        // The number before of each, nil for new ones.
        var moved: [(locality: Locality, folded: String?, before: Int?)] = []
        moved.reserveCapacity(localities.count)
        for (number, locality) in localities.enumerated() {
            // Folding is slow, and most units have no edit.
            var edit: ListEdit?
            if editedUnits.contains(locality.unit) {
                edit = edits.removeValue(forKey: LocalityKey(folded: fold(locality.name), unit: locality.unit))
            }
            if let edit {
                if let locality = Self.locality(locality.unit, locality.entries, edit, change.move, entry) { moved.append((locality, nil, number)) }
            } else if change.move.isIdentity {
                moved.append((locality, nil, number))
            } else {
                var entries = locality.entries
                change.move.map(&entries)
                moved.append((Locality(name: locality.name, unit: locality.unit, entries: entries, point: locality.point), nil, number))
            }
        }
        let isSmaller = moved.count < localities.count
        for (key, edit) in edits {
            guard let locality = Self.locality(key.unit, [], edit, change.move, entry) else { continue }
            var low = 0
            var high = moved.count
            while low < high {
                let middle = (low + high) / 2
                if (moved[middle].folded ?? fold(moved[middle].locality.name), moved[middle].locality.unit) < (key.folded, key.unit) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            moved.insert((locality, key.folded, nil), at: low)
        }
        let isRenamed = rename(moved.map { ($0.locality, $0.before) })
        return isSmaller || isRenamed
    }

    private static func locality(
        _ unit: Int, _ before: [UInt32], _ edit: ListEdit, _ move: OrdinalMove, _ entry: (Int) -> DirectoryEntry
    ) -> Locality? {
        let entries = (before.filter { !edit.gone.contains($0) }.compactMap(move.new) + edit.added.map(\.value)).sorted()
        guard let first = entries.first else { return nil }
        var (longitude, latitude, points) = (0.0, 0.0, 0)
        for ordinal in entries {
            guard let point = entry(Int(ordinal)).point else { continue }
            longitude += point.longitude
            latitude += point.latitude
            points += 1
        }
        let middle = points > 0 ? SearchPoint(longitude: longitude / Double(points), latitude: latitude / Double(points)) : nil
        return Locality(name: entry(Int(first)).address.locality, unit: unit, entries: entries, point: middle)
    }

    /// Gives localities, and their names, other numbers.
    /// - Returns: whether there are names that were not there before.
    private mutating func rename(_ moved: [(locality: Locality, before: Int?)]) -> Bool {
        var namesBefore = [Range<Int>?](repeating: nil, count: localities.count)
        var start = fixedNames
        while start < names.count {
            var end = start + 1
            while end < names.count, names[end].locality == names[start].locality { end += 1 }
            if let locality = names[start].locality { namesBefore[locality] = start..<end }
            start = end
        }
        var renamed = Array(names[..<fixedNames])
        renamed.reserveCapacity(names.count)
        // By the number before, that of the name now.
        var numbers = [Int?](repeating: nil, count: names.count)
        for number in 0..<fixedNames { numbers[number] = number }
        var new: [Int] = []
        for (number, (locality, before)) in moved.enumerated() {
            let isSame = before.map { localities[$0].name == locality.name } ?? false
            if isSame, let before {
                for name in namesBefore[before] ?? 0..<0 {
                    numbers[name] = renamed.count
                    renamed.append(names[name].weighing(locality.entries.count).located(number))
                }
            } else {
                // A village whose first entry spells it otherwise is a new name too.
                let made = Self.names(locality.name, locality.unit, number, .locality, locality.entries.count, &words)
                new += renamed.count..<renamed.count + made.count
                renamed += made
            }
        }
        var sorted: [(folded: String, name: Int)] = sortedNames.compactMap { folded, name in numbers[name].map { (folded, $0) } }
        for number in new where Self.isListed(renamed[number]) {
            let item = (folded: Self.folded(renamed[number], words), name: number)
            var low = 0
            var high = sorted.count
            while low < high {
                let middle = (low + high) / 2
                if (sorted[middle].folded, sorted[middle].name) < (item.folded, item.name) { low = middle + 1 } else { high = middle }
            }
            sorted.insert(item, at: low)
        }
        localities = moved.map(\.locality)
        names = renamed
        sortedNames = sorted
        return !new.isEmpty
    }
}

extension PlaceName {
    fileprivate func weighing(_ weight: Int) -> PlaceName { PlaceName(words: words, unit: unit, locality: locality, kind: kind, weight: weight) }

    fileprivate func located(_ locality: Int) -> PlaceName { PlaceName(words: words, unit: unit, locality: locality, kind: kind, weight: weight) }
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
