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
    /// The ordinal of an id.
    let ordinals: [InstitutionID: Int]
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
        var ordinals: [InstitutionID: Int] = [:]
        var phones: [(key: UInt64, ordinal: UInt32)] = []
        var verifiedDays: [Int32] = []
        var freePlaces = Bitset(capacity: order.count)
        var schedules: [WeeklySchedule] = []
        var numbers: [WeeklySchedule: UInt32] = [:]
        var scheduleNumbers: [UInt32] = []
        ordinals.reserveCapacity(order.count)
        for (ordinal, position) in order.enumerated() {
            let entry = entries[position]
            if ordinals[entry.id] == nil { ordinals[entry.id] = ordinal }
            seatUnits.append(entry.gmina.flatMap(units.number) ?? Int.max)
            for unit in Set(entry.served.compactMap { units.number($0.code) }) { serving[unit].append(UInt32(ordinal)) }
            if let number = entry.phone?.number,
                let digits = UInt64(number.hasPrefix("+48") ? number.dropFirst(3) : number.drop { $0 == "+" })
            {
                phones.append((digits, UInt32(ordinal)))
            }
            verifiedDays.append(entry.verifiedOn.map { Int32(Self.dayNumber($0)) } ?? .min)
            if entry.services.contains(where: { ($0.freePlaces ?? 0) > 0 }) { freePlaces.insert(ordinal) }
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
        self.ordinals = ordinals
        self.phones = NumberedEntries(phones)
        self.verifiedDays = verifiedDays
        self.freePlaces = freePlaces
        self.schedules = schedules
        self.scheduleNumbers = scheduleNumbers

        func firstOrdinal(atOrBehind unit: Int) -> Int {
            var low = 0
            var high = seatUnits.count
            while low < high {
                let middle = (low + high) / 2
                if seatUnits[middle] < unit { low = middle + 1 } else { high = middle }
            }
            return low
        }
        seats = (0..<units.count).map { unit in
            let parts = units.parts(unit)
            return firstOrdinal(atOrBehind: parts.lowerBound)..<firstOrdinal(atOrBehind: parts.upperBound)
        }
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
}
