// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What questions about all agreements look at, side by side in memory: an agreement or an institution as a whole is many times
/// larger, and to pass over twenty thousand of them takes longer than to answer.
/// A class, as whoever asks about a hundred thousand institutions one after the other should not hold and release each list each time.
final class AgreementBonds: Sendable {
    /// By agreement; days as `Period.firstDay` has them, the bounds for a begin and an end that are not known.
    let firstDays: [Int32]
    let lastDays: [Int32]
    let forms: [CooperationForm]
    let kinds: [AgreementKind]
    let isOpenToJoin: [Bool?]
    private let programmes: [UInt16]
    /// The units that areas of agreements name, and by agreement the places there of its own.
    let areaUnits: [TERYTCode]
    let areas: PackedLists
    /// By institution.
    let types: [InstitutionType]
    /// The places of `types` in `InstitutionType.allCases`.
    let typeNumbers: [UInt8]
    /// The powiats in which institutions have their seats, by code, and by institution the place of its own there; -1 without one.
    let powiats: [TERYTCode]
    let powiatNumbers: [Int16]
    let directions: [SphereDirection]
    let hints: [ContactHints]
    let terms: InstitutionTerms
    /// Of agreements: the people and services that they name, as places in `terms.names`.
    private let termStarts: [Int32]
    private let agreementTerms: [Int32]
    private let ownStarts: [Int32]
    private let ownAgreements: [Int32]
    private let starts: [Int32]
    private let institutions: [Int32]

    /// What makes a first call easy.
    struct ContactHints: OptionSet, Sendable {
        let rawValue: UInt8
        static let coordinator = ContactHints(rawValue: 1)
        static let phone = ContactHints(rawValue: 2)
        static let verified = ContactHints(rawValue: 4)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ entry: DirectoryEntry) {
            self = []
            if entry.coordinator != nil { insert(.coordinator) }
            if entry.phone != nil { insert(.phone) }
            if entry.verifiedOn != nil { insert(.verified) }
        }
    }

    static let noBegin = Int32.min
    static let noEnd = Int32.max

    /// - Parameter seated: places of institutions by the stem of a unit.
    init(
        agreements: [Agreement], institutions entries: [DirectoryEntry], members: [[AgreementRegistry.Membership]], seated: [String: [Int]]
    ) {
        firstDays = agreements.map { $0.firstPeriod.map { Int32($0.firstDay) } ?? Self.noBegin }
        lastDays = agreements.map { $0.lastPeriod.map { Int32($0.lastDay) } ?? Self.noEnd }
        forms = agreements.map(\.form)
        kinds = agreements.map(\.kind)
        isOpenToJoin = agreements.map(\.isOpenToJoin)
        programmes = agreements.map { Self.bits(of: $0.programmes) }
        let areaUnits = Set(agreements.lazy.flatMap(\.area)).sorted()
        let areaNumbers = Dictionary(uniqueKeysWithValues: areaUnits.enumerated().map { ($0.element, Int32($0.offset)) })
        self.areaUnits = areaUnits
        areas = PackedLists(agreements.map { $0.area.compactMap { areaNumbers[$0] } })
        types = entries.map(\.type)
        let numbers = Dictionary(uniqueKeysWithValues: InstitutionType.allCases.enumerated().map { ($0.element, UInt8($0.offset)) })
        typeNumbers = entries.map { numbers[$0.type] ?? .max }
        let powiats = seated.keys.filter { $0.utf8.count == UnitLevel.powiat.codeLength }.sorted().compactMap { try? TERYTCode($0) }
        var powiatNumbers = [Int16](repeating: -1, count: entries.count)
        for (number, powiat) in powiats.enumerated() { for place in seated[powiat.stem] ?? [] { powiatNumbers[place] = Int16(number) } }
        (self.powiats, self.powiatNumbers) = (powiats, powiatNumbers)
        directions = entries.map { SphereDirection($0.point) }
        hints = entries.map(ContactHints.init)
        let terms = InstitutionTerms(entries)
        self.terms = terms
        (termStarts, agreementTerms) = Self.numbers(of: agreements, in: terms)
        var starts: [Int32] = [0]
        var institutions: [Int32] = []
        starts.reserveCapacity(agreements.count + 1)
        for bound in members {
            institutions += bound.map { Int32($0.institution) }.sorted()
            starts.append(Int32(institutions.count))
        }
        self.starts = starts
        self.institutions = institutions

        // By institution: counted, then put in their places.
        var ownStarts = [Int32](repeating: 0, count: entries.count + 1)
        for institution in institutions { ownStarts[Int(institution) + 1] += 1 }
        for place in entries.indices { ownStarts[place + 1] += ownStarts[place] }
        var (free, ownAgreements) = (ownStarts, [Int32](repeating: 0, count: institutions.count))
        for agreement in agreements.indices {
            for institution in institutions[Int(starts[agreement])..<Int(starts[agreement + 1])] {
                ownAgreements[Int(free[Int(institution)])] = Int32(agreement)
                free[Int(institution)] += 1
            }
        }
        (self.ownStarts, self.ownAgreements) = (ownStarts, ownAgreements)
    }

    /// The agreements of an institution, ascending.
    func agreements(of institution: Int) -> ArraySlice<Int32> { ownAgreements[Int(ownStarts[institution])..<Int(ownStarts[institution + 1])] }

    /// Whether an agreement names people or services that are marked.
    /// - Parameter marks: as `InstitutionTerms.marks` has them.
    func names(_ marks: [Bool], _ agreement: Int) -> Bool {
        for place in Int(termStarts[agreement])..<Int(termStarts[agreement + 1]) where marks[Int(agreementTerms[place])] { return true }
        return false
    }

    /// The same bonds of institutions that say other things about themselves.
    /// - Parameters:
    ///   - agreements: the same as before.
    ///   - entries: the same institutions of the same types.
    ///   - before: as they were.
    init(_ earlier: AgreementBonds, agreements: [Agreement], institutions entries: [DirectoryEntry], before: [DirectoryEntry]) {
        (firstDays, lastDays, forms, kinds) = (earlier.firstDays, earlier.lastDays, earlier.forms, earlier.kinds)
        (isOpenToJoin, programmes) = (earlier.isOpenToJoin, earlier.programmes)
        (areaUnits, areas) = (earlier.areaUnits, earlier.areas)
        (types, typeNumbers) = (earlier.types, earlier.typeNumbers)
        (powiats, powiatNumbers) = (earlier.powiats, earlier.powiatNumbers)
        directions = entries.indices.map { entries[$0].point == before[$0].point ? earlier.directions[$0] : SphereDirection(entries[$0].point) }
        hints = entries.map(ContactHints.init)
        // Arrays that stayed are the same in memory, which is seen at once.
        if zip(entries, before).allSatisfy({ $0.services == $1.services }) {
            (terms, termStarts, agreementTerms) = (earlier.terms, earlier.termStarts, earlier.agreementTerms)
        } else {
            let terms = InstitutionTerms(entries)
            self.terms = terms
            (termStarts, agreementTerms) = Self.numbers(of: agreements, in: terms)
        }
        (starts, institutions) = (earlier.starts, earlier.institutions)
        (ownStarts, ownAgreements) = (earlier.ownStarts, earlier.ownAgreements)
    }

    /// The people and services that agreements name, so far as an institution has them: where those of each begin, and all of them.
    private static func numbers(of agreements: [Agreement], in terms: InstitutionTerms) -> (starts: [Int32], terms: [Int32]) {
        var (starts, found): ([Int32], [Int32]) = ([0], [])
        for agreement in agreements {
            found += (agreement.targetIDs + agreement.serviceIDs).compactMap(terms.number)
            starts.append(Int32(found.count))
        }
        return (starts, found)
    }

    /// The institutions that an agreement binds, ascending.
    func institutions(of agreement: Int) -> ArraySlice<Int32> { institutions[Int(starts[agreement])..<Int(starts[agreement + 1])] }

    /// As `Agreement.status(on:)`.
    /// - Parameter day: as `Period.lastDay` has it.
    func status(of agreement: Int, on day: Int32) -> AgreementStatus {
        if lastDays[agreement] < day { return .expired }
        if firstDays[agreement] == Self.noBegin { return lastDays[agreement] == Self.noEnd ? .undated : .valid }
        return firstDays[agreement] > day ? .planned : .valid
    }

    static func bits(of programmes: some Sequence<JointProgramme>) -> UInt16 {
        programmes.reduce(0) { $0 | 1 << UInt16(JointProgramme.allCases.firstIndex(of: $1) ?? 0) }
    }

    /// Whether an agreement is about one of the programmes.
    /// - Parameter wanted: as `bits(of:)` has them.
    func isAbout(_ wanted: UInt16, _ agreement: Int) -> Bool { programmes[agreement] & wanted != 0 }
}

/// The services of institutions and the people they are for, as numbers instead of terms.
final class InstitutionTerms: Sendable {
    let names: [String]
    private let numbers: [String: Int32]
    private let starts: [Int32]
    private let services: [Int32]
    private let targetStarts: [Int32]
    private let targets: [Int32]

    init(_ entries: [DirectoryEntry]) {
        var (names, numbers) = ([String](), [String: Int32]())
        func number(_ term: String) -> Int32 {
            if let known = numbers[term] { return known }
            let number = Int32(names.count)
            numbers[term] = number
            names.append(term)
            return number
        }
        var (starts, services, targetStarts, targets): ([Int32], [Int32], [Int32], [Int32]) = ([0], [], [0], [])
        starts.reserveCapacity(entries.count + 1)
        for entry in entries {
            for service in entry.services {
                services.append(number(service.termID))
                for target in service.targetIDs { targets.append(number(target)) }
                targetStarts.append(Int32(targets.count))
            }
            starts.append(Int32(services.count))
        }
        (self.names, self.numbers, self.starts, self.services) = (names, numbers, starts, services)
        (self.targetStarts, self.targets) = (targetStarts, targets)
    }

    /// The place of a term in `names`; nil when no institution has it.
    func number(_ term: String) -> Int32? { numbers[term] }

    /// The places of the services of an institution in a list of those of all.
    func servicePlaces(of institution: Int) -> Range<Int> { Int(starts[institution])..<Int(starts[institution + 1]) }

    /// The term of a service, as a place in `names`.
    func term(ofService place: Int) -> Int { Int(services[place]) }

    /// Whom a service is for, as places in `names`.
    func targets(ofService place: Int) -> ArraySlice<Int32> { targets[Int(targetStarts[place])..<Int(targetStarts[place + 1])] }

    /// By term, whether it is one of these; nil when no institution has one of them.
    func marks(_ ids: Set<String>) -> [Bool]? {
        var marks: [Bool]?
        for id in ids {
            guard let number = numbers[id] else { continue }
            marks = marks ?? [Bool](repeating: false, count: names.count)
            marks?[Int(number)] = true
        }
        return marks
    }
}
