// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What an institution is and does, without its name and place. Many entries share one: all welfare centres
/// without services of their own do, so that their twenty services are looked at once.
struct Profile: Hashable {
    struct Offer: Hashable {
        let term: Int
        let isStatutory: Bool
        let targets: [Int]
    }

    let type: InstitutionType
    /// A welfare centre that does the tasks of a PCPR as well.
    let doesPowiatTasks: Bool
    let offers: [Offer]

    init(_ entry: DirectoryEntry, concepts: ConceptTable) {
        type = entry.type
        doesPowiatTasks =
            (entry.type == .ops || entry.type == .cus)
            && ((entry.served.first?.code ?? entry.gmina)?.isWithinCityWithPowiatRights ?? false)
        offers = entry.services.compactMap { service in
            guard let term = concepts.term(service.termID), concepts.kind(term) == .service else { return nil }
            let targets = service.targetIDs.compactMap(concepts.term).filter { concepts.kind($0) == .target }
            return Offer(term: term, isStatutory: service.isStatutory, targets: targets)
        }
    }

    /// How well the profile fits what it fits, 1…239, by concept; what it does not fit is left out.
    struct Fits {
        /// What a search for the concept finds.
        var found: [Int: UInt8] = [:]
        /// What a filter by the concept keeps, and a facet counts: no guesses.
        var kept: Set<Int> = []

        mutating func find(_ concept: Int, _ fit: Int) { found[concept] = max(found[concept] ?? 0, UInt8(min(max(fit, 1), 239))) }

        mutating func keep(_ concept: Int, _ fit: Int) {
            find(concept, fit)
            kept.insert(concept)
        }
    }

    /// How well a service of the profile stands for a need.
    private enum Strength {
        /// What its type is made for.
        static let made = 239
        /// What it offers of its own accord; less with every other service of its own.
        static let own = 236
        /// One of many duties by law.
        static let general = 168
        /// A duty towards no other group, for no other problem.
        static let generalDedicated = 190
        static let narrowerLoss = 2
        /// What it offers to the wider group.
        static let broaderTarget = 112
        /// A service for everybody whose problem is that of the group.
        static let throughProblem = 96
    }

    /// A type with more statutory services than this is not made for one of them.
    private static let mostServicesOfSpecialist = 3

    func fits(_ concepts: ConceptTable) -> Fits {
        var fits = Fits()
        let typeNumber = ConceptTable.number(type)
        fits.keep(typeNumber, Strength.made)
        // A CUS takes the place of an OPS; in a city with powiat rights either does the tasks of a PCPR.
        if type == .cus { fits.find(ConceptTable.number(.ops), 234) }
        if doesPowiatTasks { fits.find(ConceptTable.number(.pcpr), 226) }

        let isSpecialist = concepts.statutoryCounts[typeNumber] <= Self.mostServicesOfSpecialist
        let ownCount = offers.count { !$0.isStatutory }
        for offer in offers {
            let strength = offer.isStatutory ? (isSpecialist ? Strength.made : Strength.general) : Strength.own - 2 * min(ownCount - 1, 5)
            fits.keep(offer.term, strength)
            for (step, broader) in concepts.broader[offer.term].enumerated() {
                fits.keep(broader, strength - Strength.narrowerLoss * (step + 1))
            }
            // A service that stands beside several problems is less of an answer to each.
            let problems = concepts.problems[offer.term]
            for problem in problems {
                fits.keep(problem, max(strength, dedicated(problems.count)) - 12 * (problems.count - 1) + share(of: problem, concepts))
            }
            for target in offer.targets {
                let fit = max(strength, dedicated(offer.targets.count)) - 5 * min(offer.targets.count - 1, 8) + share(of: target, concepts)
                fits.keep(target, fit)
                for (step, broader) in concepts.broader[target].enumerated() {
                    fits.keep(broader, fit - Strength.narrowerLoss * (step + 1))
                }
                for narrower in concepts.narrower[target] where narrower != target { fits.find(narrower, Strength.broaderTarget) }
                for problem in concepts.problems[target] { fits.keep(problem, fit - 20) }
            }
            if offer.targets.isEmpty { findTargetsThroughProblems(problems, concepts, &fits) }
        }
        return fits
    }

    /// More the more of its services are for a group or for a problem: a labour office is for the unemployed as a whole.
    private func share(of concept: Int, _ concepts: ConceptTable) -> Int {
        let count = offers.count { offer in
            concepts.problems[offer.term].contains(concept)
                || offer.targets.contains { $0 == concept || concepts.broader[$0].contains(concept) }
        }
        return 20 * count / max(offers.count, 1)
    }

    private func dedicated(_ count: Int) -> Int { count == 1 ? Strength.generalDedicated : 0 }

    private func findTargetsThroughProblems(_ problems: [Int], _ concepts: ConceptTable, _ fits: inout Fits) {
        guard !problems.isEmpty else { return }
        for target in 0..<concepts.count where concepts.kind(target) == .target {
            if concepts.problems[target].contains(where: problems.contains) { fits.find(target, Strength.throughProblem) }
        }
    }
}

/// The concepts of all entries.
struct ConceptColumns: Sendable {
    /// The profile of each entry.
    let profiles: [UInt32]
    /// The number of the type of each entry in `ConceptTable.types`.
    let types: [UInt8]
    /// By concept: how well each profile fits it, 0 for not.
    let fits: [[UInt8]]
    /// By concept: the entries that a search for it finds.
    let found: [Bitset]
    /// By concept: the entries that a filter by it keeps.
    let kept: [Bitset]
    /// The concepts that a filter keeps each profile for.
    let keptByProfile: PackedLists

    init(_ entries: [DirectoryEntry], order: [Int], concepts: ConceptTable) {
        var numbers: [Profile: UInt32] = [:]
        var all: [Profile] = []
        // Entries of a type often share one array of services: whoever has the same array has the same services.
        var byArray: [SharedServices: Profile] = [:]
        var profiles: [UInt32] = []
        profiles.reserveCapacity(order.count)
        for position in order {
            let entry = entries[position]
            let shared = SharedServices(entry)
            let profile = byArray[shared] ?? Profile(entry, concepts: concepts)
            byArray[shared] = profile
            if let known = numbers[profile] {
                profiles.append(known)
            } else {
                let number = UInt32(all.count)
                numbers[profile] = number
                all.append(profile)
                profiles.append(number)
            }
        }
        var fits = [[UInt8]](repeating: [UInt8](repeating: 0, count: all.count), count: concepts.count)
        var foundByProfile: [[Int]] = []
        var keptByProfile: [[UInt32]] = []
        for (number, profile) in all.enumerated() {
            let found = profile.fits(concepts)
            for (concept, fit) in found.found { fits[concept][number] = fit }
            foundByProfile.append(Array(found.found.keys))
            keptByProfile.append(found.kept.sorted().map(UInt32.init))
        }
        var found = [Bitset](repeating: Bitset(capacity: order.count), count: concepts.count)
        var kept = found
        for (ordinal, profile) in profiles.enumerated() {
            for concept in foundByProfile[Int(profile)] { found[concept].insert(ordinal) }
            for concept in keptByProfile[Int(profile)] { kept[Int(concept)].insert(ordinal) }
        }
        self.profiles = profiles
        types = order.map { UInt8(ConceptTable.number(entries[$0].type)) }
        self.fits = fits
        self.found = found
        self.kept = kept
        self.keptByProfile = PackedLists(keptByProfile)
    }

    /// The concepts after some entries changed. Profiles that no entry has any more stay.
    init(_ earlier: ConceptColumns, change: EntryChange, concepts: ConceptTable) {
        var fits = earlier.fits
        var keptByProfile = earlier.keptByProfile
        var count = earlier.keptByProfile.count
        var known: [Profile: UInt32] = [:]
        for (ordinal, entry) in change.before { known[Profile(entry, concepts: concepts)] = earlier.profiles[ordinal] }
        var numbers: [Int: UInt32] = [:]
        for (ordinal, entry) in change.after {
            let profile = Profile(entry, concepts: concepts)
            if let number = known[profile] {
                numbers[ordinal] = number
                continue
            }
            let found = profile.fits(concepts)
            for concept in fits.indices { fits[concept].append(found.found[concept] ?? 0) }
            keptByProfile.append(found.kept.sorted().map(UInt32.init))
            known[profile] = UInt32(count)
            numbers[ordinal] = UInt32(count)
            count += 1
        }
        var found = change.move.isIdentity ? earlier.found : earlier.found.map(change.move.set)
        var kept = change.move.isIdentity ? earlier.kept : earlier.kept.map(change.move.set)
        for (ordinal, number) in numbers {
            let keptConcepts = Set(keptByProfile[Int(number)])
            for concept in fits.indices {
                found[concept].set(ordinal, fits[concept][Int(number)] > 0)
                kept[concept].set(ordinal, keptConcepts.contains(UInt32(concept)))
            }
        }
        profiles = change.move.column(earlier.profiles, fresh: numbers)
        types = change.move.column(earlier.types, fresh: change.after.mapValues { UInt8(ConceptTable.number($0.type)) })
        self.fits = fits
        self.found = found
        self.kept = kept
        self.keptByProfile = keptByProfile
    }

    /// How many profiles there are, those of no entry included.
    var profileCount: Int { keptByProfile.count }

    /// The same type, the same tasks and the same array of services in memory.
    private struct SharedServices: Hashable {
        let type: InstitutionType
        let isCity: Bool
        let address: UInt
        let count: Int

        init(_ entry: DirectoryEntry) {
            type = entry.type
            isCity = (entry.served.first?.code ?? entry.gmina)?.isWithinCityWithPowiatRights ?? false
            count = entry.services.count
            address = entry.services.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
    }
}
