// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What searches need of all entries, property by property. Entries are numbered by the codes of their seats, so that
/// the seats of a unit are one stretch of numbers.
struct EntryColumns: Sendable {
    /// By ordinal: the place in the list given.
    let order: [Int]
    /// By unit: the entries with their seat there.
    let seats: [Range<Int>]
    /// By unit: the entries whose area is exactly that unit.
    let serving: PackedLists
    private let ids: EntryIDs
    /// By ordinal: the number of the unit of the seat, the largest there is without one.
    private let seatUnits: [Int]
    private let phones: NumberedEntries
    /// Days since 1970-01-01 on which entries were checked; `Int32.min` for those that were not.
    let verifiedDays: [Int32]
    let freePlaces: Bitset
    /// Distinct schedules; by entry a number, 0 for none.
    let schedules: [WeeklySchedule]
    let scheduleNumbers: [UInt32]

    static func order(_ entries: [DirectoryEntry], units: UnitTable) -> [Int] {
        let keys = entries.map { entry in (entry.gmina.flatMap(units.number) ?? Int.max, entry.id.text) }
        return entries.indices.sorted { keys[$0] < keys[$1] }
    }

    init(_ entries: [DirectoryEntry], order: [Int], units: UnitTable) {
        self.order = order
        var seatUnits: [Int] = []
        var serving = [[UInt32]](repeating: [], count: units.count)
        var phones: [(key: UInt64, ordinal: UInt32)] = []
        var verifiedDays: [Int32] = []
        var freePlaces = Bitset(capacity: order.count)
        var schedules: [WeeklySchedule] = []
        var numbers: [WeeklySchedule: UInt32] = [:]
        var scheduleNumbers: [UInt32] = []
        for (ordinal, position) in order.enumerated() {
            let entry = entries[position]
            seatUnits.append(Self.seatUnit(entry, units))
            for unit in Self.servedUnits(entry, units) { serving[unit].append(UInt32(ordinal)) }
            if let digits = Self.phone(entry) { phones.append((digits, UInt32(ordinal))) }
            verifiedDays.append(Self.verifiedDay(entry))
            if Self.hasFreePlaces(entry) { freePlaces.insert(ordinal) }
            guard let schedule = entry.schedule else {
                scheduleNumbers.append(0)
                continue
            }
            if let known = numbers[schedule] {
                scheduleNumbers.append(known)
            } else {
                schedules.append(schedule)
                numbers[schedule] = UInt32(schedules.count)
                scheduleNumbers.append(UInt32(schedules.count))
            }
        }
        self.serving = PackedLists(serving)
        ids = EntryIDs(entries, order: order)
        self.seatUnits = seatUnits
        self.phones = NumberedEntries(phones)
        self.verifiedDays = verifiedDays
        self.freePlaces = freePlaces
        self.schedules = schedules
        self.scheduleNumbers = scheduleNumbers
        seats = Self.seats(seatUnits, units)
    }

    /// The columns after some entries changed.
    /// - Parameters:
    ///   - entries: all, after the change.
    ///   - order: the places in them, by ordinal.
    init(_ earlier: EntryColumns, entries: [DirectoryEntry], order: [Int], change: EntryChange, units: UnitTable) {
        let move = change.move
        self.order = order
        ids = EntryIDs(earlier.ids, entries: entries, order: order, keepsIDs: move.isIdentity)
        let seatUnits = move.column(earlier.seatUnits, fresh: change.after.mapValues { Self.seatUnit($0, units) })
        self.seatUnits = seatUnits
        seats = move.isIdentity && seatUnits == earlier.seatUnits ? earlier.seats : Self.seats(seatUnits, units)
        var edits: [Int: ListEdit] = [:]
        for (ordinal, entry) in change.before { for unit in Self.servedUnits(entry, units) { edits[unit, default: ListEdit()].gone.insert(UInt32(ordinal)) } }
        for (ordinal, entry) in change.after {
            for unit in Self.servedUnits(entry, units) { edits[unit, default: ListEdit()].added.append((UInt32(ordinal), 0)) }
        }
        serving = move.lists(earlier.serving, edits: edits)
        phones = move.numbered(
            earlier.phones, gone: Set(change.before.keys.map(UInt32.init)),
            added: change.after.compactMap { ordinal, entry in Self.phone(entry).map { ($0, UInt32(ordinal)) } })
        verifiedDays = move.column(earlier.verifiedDays, fresh: change.after.mapValues(Self.verifiedDay))
        var freePlaces = move.set(earlier.freePlaces)
        var schedules = earlier.schedules
        var numbers: [Int: UInt32] = [:]
        for (ordinal, entry) in change.after {
            freePlaces.set(ordinal, Self.hasFreePlaces(entry))
            guard let schedule = entry.schedule else {
                numbers[ordinal] = 0
                continue
            }
            if let known = schedules.firstIndex(of: schedule) {
                numbers[ordinal] = UInt32(known + 1)
            } else {
                schedules.append(schedule)
                numbers[ordinal] = UInt32(schedules.count)
            }
        }
        self.freePlaces = freePlaces
        self.schedules = schedules
        scheduleNumbers = move.column(earlier.scheduleNumbers, fresh: numbers)
    }

    private static func seatUnit(_ entry: DirectoryEntry, _ units: UnitTable) -> Int { entry.gmina.flatMap(units.number) ?? Int.max }

    private static func servedUnits(_ entry: DirectoryEntry, _ units: UnitTable) -> Set<Int> { Set(entry.served.compactMap { units.number($0.code) }) }

    private static func phone(_ entry: DirectoryEntry) -> UInt64? {
        guard let number = entry.phone?.number else { return nil }
        return UInt64(number.hasPrefix("+48") ? number.dropFirst(3) : number.drop { $0 == "+" })
    }

    private static func verifiedDay(_ entry: DirectoryEntry) -> Int32 { entry.verifiedOn.map { Int32(dayNumber($0)) } ?? .min }

    private static func hasFreePlaces(_ entry: DirectoryEntry) -> Bool { entry.services.contains { ($0.freePlaces ?? 0) > 0 } }

    private static func seats(_ seatUnits: [Int], _ units: UnitTable) -> [Range<Int>] {
        func firstOrdinal(atOrBehind unit: Int) -> Int {
            var low = 0
            var high = seatUnits.count
            while low < high {
                let middle = (low + high) / 2
                if seatUnits[middle] < unit { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return (0..<units.count).map { unit in
            let parts = units.parts(unit)
            return firstOrdinal(atOrBehind: parts.lowerBound)..<firstOrdinal(atOrBehind: parts.upperBound)
        }
    }

    /// The ordinal of an id.
    func ordinal(_ id: InstitutionID) -> Int? { ids.ordinal(id) }

    /// Whether the entries given are in the order of their ids.
    var isSortedByID: Bool { ids.isSorted }

    /// Where an entry that is not there would stand.
    func ordinal(inserting entry: DirectoryEntry, _ entries: [DirectoryEntry], units: UnitTable) -> Int {
        let unit = Self.seatUnit(entry, units)
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if (seatUnits[middle], entries[order[middle]].id.text) < (unit, entry.id.text) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The entries with a telephone number, given by the digits of a Polish number.
    func entries(withPhone digits: String) -> ArraySlice<UInt32> { UInt64(digits).map { phones[$0] } ?? [] }

    /// Days since 1970-01-01 of the first day of a period (H. Hinnant's algorithm for the civil calendar).
    static func dayNumber(_ period: Period) -> Int {
        let month = period.month ?? 1
        let year = month <= 2 ? period.year - 1 : period.year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + (period.day ?? 1) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The entries that are open at a moment.
    func open(at moment: PolishMoment) -> Bitset {
        let isOpen = [false] + schedules.map { $0.isOpen(at: moment) }
        var found = Bitset(capacity: order.count)
        for (ordinal, number) in scheduleNumbers.enumerated() where isOpen[Int(number)] { found.insert(ordinal) }
        return found
    }

    /// The entries that were checked at most so many days before.
    func verified(within days: Int, of day: Period) -> Bitset {
        let first = Int32(clamping: Self.dayNumber(day) - days)
        var found = Bitset(capacity: order.count)
        for (ordinal, verified) in verifiedDays.enumerated() where verified >= first { found.insert(ordinal) }
        return found
    }
}

/// Entries by their ids: two columns of numbers beside the entries, which are quicker to change than a dictionary.
struct EntryIDs: Sendable {
    private let entries: [DirectoryEntry]
    /// Places in `entries` in the order of their ids; empty when they are in that order.
    private let byID: [UInt32]
    private let ordinals: [UInt32]

    init(_ entries: [DirectoryEntry], order: [Int]) {
        self.entries = entries
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.id < $1.id }
        byID = isSorted ? [] : entries.indices.sorted { (entries[$0].id, $0) < (entries[$1].id, $1) }.map(UInt32.init)
        ordinals = Self.ordinals(order)
    }

    /// - Parameter keepsIDs: whether each place has the id that it had.
    init(_ earlier: EntryIDs, entries: [DirectoryEntry], order: [Int], keepsIDs: Bool) {
        self.entries = entries
        if keepsIDs {
            (byID, ordinals) = (earlier.byID, earlier.ordinals)
        } else {
            byID = earlier.isSorted ? [] : entries.indices.sorted { (entries[$0].id, $0) < (entries[$1].id, $1) }.map(UInt32.init)
            ordinals = Self.ordinals(order)
        }
    }

    private static func ordinals(_ order: [Int]) -> [UInt32] {
        var ordinals = [UInt32](repeating: 0, count: order.count)
        for (ordinal, place) in order.enumerated() { ordinals[place] = UInt32(ordinal) }
        return ordinals
    }

    /// Whether the entries are in the order of their ids.
    var isSorted: Bool { byID.isEmpty }

    func ordinal(_ id: InstitutionID) -> Int? {
        let number = number(atOrBehind: id)
        guard number < entries.count, entries[place(number)].id == id else { return nil }
        return Int(ordinals[place(number)])
    }

    private func place(_ number: Int) -> Int { byID.isEmpty ? number : Int(byID[number]) }

    private func number(atOrBehind id: InstitutionID) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[place(middle)].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The place of each entry in the Polish order of names.
///
/// A space sorts before every letter, so names can be compared word by word, and every distinct word needs to be ranked only once.
enum NameRanks {
    static func ranks(of entries: [DirectoryEntry], order: [Int], text: TextIndex) -> [UInt32] {
        let names = order.indices.map { text.nameWords(of: $0) }
        var used = Set<UInt32>()
        for name in names { used.formUnion(name) }
        var keys: [String: [UInt8]] = [:]
        var smallOfWord: [UInt32: String] = [:]
        for word in used {
            let small = text.spelledWords[Int(word)].lowercased()
            smallOfWord[word] = small
            if keys[small] == nil { keys[small] = PolishCollation.key(small) }
        }
        var rankOfText: [String: UInt32] = [:]
        for (rank, word) in keys.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }).enumerated() {
            rankOfText[word.key] = UInt32(rank)
        }
        var rankOfWord: [UInt32: UInt32] = [:]
        for (word, small) in smallOfWord { rankOfWord[word] = rankOfText[small] }
        let ranked = names.map { $0.map { rankOfWord[$0] ?? 0 } }
        let sorted = order.indices.sorted { a, b in
            if ranked[a] != ranked[b] { return ranked[a].lexicographicallyPrecedes(ranked[b]) }
            return entries[order[a]].id < entries[order[b]].id
        }
        var ranks = [UInt32](repeating: 0, count: order.count)
        for (rank, ordinal) in sorted.enumerated() { ranks[ordinal] = UInt32(rank) }
        return ranks
    }

    /// The entries in the order of their names after some changed.
    /// - Parameters:
    ///   - byName: that order before.
    ///   - entry: gives an entry by its ordinal after.
    ///   - text: after the change.
    static func byName(_ byName: [UInt32], change: EntryChange, entry: (Int) -> DirectoryEntry, text: TextIndex) -> [UInt32] {
        let gone = Set(change.before.keys.map(UInt32.init))
        var kept: [UInt32] = []
        kept.reserveCapacity(change.move.count)
        for old in byName where !gone.contains(old) { if let ordinal = change.move.new(old) { kept.append(ordinal) } }
        func key(_ ordinal: Int) -> ([[UInt8]], InstitutionID) {
            (text.nameWords(of: ordinal).map { PolishCollation.key(text.spelledWords[Int($0)].lowercased()) }, entry(ordinal).id)
        }
        func precedes(_ a: ([[UInt8]], InstitutionID), _ b: ([[UInt8]], InstitutionID)) -> Bool {
            for (left, right) in zip(a.0, b.0) where left != right { return left.lexicographicallyPrecedes(right) }
            return a.0.count == b.0.count ? a.1 < b.1 : a.0.count < b.0.count
        }
        var inserted: [(place: Int, key: ([[UInt8]], InstitutionID), ordinal: UInt32)] = []
        for ordinal in change.after.keys {
            let own = key(ordinal)
            var low = 0
            var high = kept.count
            while low < high {
                let middle = (low + high) / 2
                if precedes(key(Int(kept[middle])), own) { low = middle + 1 } else { high = middle }
            }
            inserted.append((low, own, UInt32(ordinal)))
        }
        inserted.sort { $0.place == $1.place ? precedes($0.key, $1.key) : $0.place < $1.place }
        var result: [UInt32] = []
        result.reserveCapacity(change.move.count)
        var next = 0
        for new in inserted {
            result.append(contentsOf: kept[next..<new.place])
            result.append(new.ordinal)
            next = new.place
        }
        result.append(contentsOf: kept[next...])
        return result
    }
}
