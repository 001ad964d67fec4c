// SPDX-License-Identifier: Apache-2.0

import Atlas

extension PartnerFinder {
    /// One question with all that every candidate is compared with.
    struct Search {
        private let question: PartnerQuestion
        private let registry: AgreementRegistry
        private let bonds: AgreementBonds
        private let calendar: AgreementCalendar
        private let neighbourhood: PartnerNeighbourhood
        /// By the number of a type, whether it is sought; nil when all are.
        private let isType: [Bool]?
        /// By institution, whether its entry fits the words; nil without words.
        private let isFitting: [Bool]?
        /// By the number of a term, whether it is sought; and what whoever seeks has itself.
        private let isService: [Bool]?
        private let isTarget: [Bool]?
        private let isOwn: [Bool]?
        /// By institution.
        private let proximities: [PartnerProximity]
        private let own: SphereDirection?
        /// From here on the distance neither counts nor narrows.
        private let nearestChord: Double
        private let radiusChord: Double
        /// By agreement.
        private let isInForce: [Bool]
        private let isAbout: [Bool]
        /// By agreement, how it stands to the seeker.
        private let ties: [Tie]
        /// By institution, whether it has an agreement in force with the seeker.
        private let isPartner: [Bool]
        /// The most that fit and former agreements can bring any candidate, and the most that its agreements can bring one that has some.
        private let fitCeiling: Int
        private let experienceCeiling: Int
        /// Whether every institution that is not excluded is a candidate, whatever its services.
        private let isFitOptional: Bool

        init(
            _ question: PartnerQuestion, registry: AgreementRegistry, calendar: AgreementCalendar, taxonomy: Taxonomy,
            neighbourhood: PartnerNeighbourhood, serving: Set<Int>
        ) {
            self.question = question
            self.registry = registry
            bonds = registry.bonds
            self.calendar = calendar
            let day = question.day.lastDay
            self.neighbourhood = neighbourhood
            let purpose = question.purpose
            isType = purpose.types.isEmpty ? nil : InstitutionType.allCases.map(Set(purpose.types).contains)
            isFitting = question.fitting.map { places in
                var marks = [Bool](repeating: false, count: registry.institutions.count)
                for place in places { marks[place] = true }
                return marks
            }
            isService = bonds.terms.marks(Self.withNarrower(purpose.services, taxonomy))
            isTarget = bonds.terms.marks(Self.withNarrower(purpose.targets, taxonomy))
            isOwn = bonds.terms.marks(question.seeker.services)
            proximities = neighbourhood.proximities(to: question.seeker.seat, serving: serving, in: registry)
            own = question.seeker.point.map { SphereDirection($0) }
            nearestChord = SphereDirection.squaredChord(kilometers: PartnerWeights.nearestKilometers)
            radiusChord = question.radiusKilometers.map(SphereDirection.squaredChord) ?? .infinity
            let (bonds, isService, isTarget) = (bonds, isService, isTarget)
            let programmes = AgreementBonds.bits(of: purpose.programmes)
            isInForce = registry.agreements.indices.map { calendar.isInForce($0, on: day) }
            isAbout = registry.agreements.indices.map { agreement in
                bonds.isAbout(programmes, agreement) || (isTarget.map { bonds.names($0, agreement) } ?? false) || (isService.map { bonds.names($0, agreement) } ?? false)
            }
            var ties = [Tie](repeating: .none, count: registry.agreements.count)
            if let seeker = question.seeker.institution {
                for agreement in bonds.agreements(of: seeker) {
                    let place = Int(agreement)
                    ties[place] = calendar.isInForce(place, on: day) ? .current : calendar.isOver(place, on: day) ? .ended : .none
                }
            }
            self.ties = ties
            var isPartner = [Bool](repeating: false, count: registry.institutions.count)
            for agreement in ties.indices where ties[agreement] == .current {
                for member in bonds.institutions(of: agreement) { isPartner[Int(member)] = true }
            }
            self.isPartner = isPartner
            isFitOptional = isType != nil || purpose.isOpen || isFitting != nil
            var fit = PartnerWeights.complementMost + (ties.contains(.ended) ? max(PartnerWeights.formerPartner, PartnerWeights.notYetPartner) : PartnerWeights.notYetPartner)
            if isService != nil { fit += PartnerWeights.offeredMost + PartnerWeights.shared }
            if isTarget != nil { fit += PartnerWeights.targetMost }
            if isType != nil { fit += PartnerWeights.type }
            if isFitting != nil { fit += PartnerWeights.words }
            fitCeiling = fit
            experienceCeiling = PartnerWeights.similarMost + PartnerWeights.openAgreement + (isAbout.contains(true) ? PartnerWeights.experienceMost : 0)
        }

        /// How an agreement stands to whoever seeks.
        private enum Tie: UInt8 { case none, current, ended }

        private static func withNarrower(_ ids: [String], _ taxonomy: Taxonomy) -> Set<String> {
            guard !ids.isEmpty else { return [] }
            let wanted = Set(ids)
            return wanted.union(taxonomy.terms.lazy.filter { term in taxonomy.lineage(term.id).contains { wanted.contains($0.id) } }.map(\.id))
        }

        // MARK: A candidate

        enum Verdict {
            /// The institution does not come into question.
            case unsuitable
            /// It does, but cannot reach the score; it is no partner yet.
            case outranked
            case standing(Standing)
        }

        /// - Parameter least: the score that a candidate needs to be looked at more closely.
        func verdict(_ place: Int, beating least: Int) -> Verdict {
            guard isEligible(place) else { return .unsuitable }
            let chord = chord(to: place)
            guard isInReach(chord) else { return .unsuitable }
            if isFitOptional, !isPartner[place], ceiling(place, chord) < least { return .outranked }
            var tally = Tally(isTold: false)
            return weigh(place, &tally).map(Verdict.standing) ?? .unsuitable
        }

        private func isEligible(_ place: Int) -> Bool {
            guard place != question.seeker.institution else { return false }
            if let isType, !isType[Int(bonds.typeNumbers[place])] { return false }
            return isFitting?[place] ?? true
        }

        private func isInReach(_ chord: Double) -> Bool { question.radiusKilometers == nil || chord <= radiusChord }

        /// No candidate has a higher score than this, which takes no look at services and agreements.
        private func ceiling(_ place: Int, _ chord: Double) -> Int {
            var ceiling = fitCeiling + PartnerWeights.proximity(proximities[place])
            if chord <= nearestChord { ceiling += PartnerWeights.near(0) }
            if !bonds.agreements(of: place).isEmpty { ceiling += experienceCeiling }
            let hints = bonds.hints[place]
            if hints.contains(.coordinator) { ceiling += PartnerWeights.coordinator }
            if hints.contains(.phone) { ceiling += PartnerWeights.phone }
            if hints.contains(.verified) { ceiling += PartnerWeights.verified }
            return ceiling
        }

        /// The same with the reasons.
        func candidate(_ place: Int) -> PartnerCandidate? {
            var tally = Tally(isTold: true)
            guard weigh(place, &tally) != nil else { return nil }
            return PartnerCandidate(
                institution: place, reasons: tally.reasons.enumerated().sorted { ($0.element.weight, $1.offset) > ($1.element.weight, $0.offset) }.map(\.element),
                agreements: bonds.agreements(of: place).lazy.map { Int($0) }.filter { ties[$0] == .current }, proximity: proximities[place],
                distanceKilometers: kilometers(chord(to: place)))
        }

        private func weigh(_ place: Int, _ tally: inout Tally) -> Standing? {
            guard isEligible(place) else { return nil }
            let chord = chord(to: place)
            guard isInReach(chord) else { return nil }
            let isRelevant = addFit(place, &tally)
            guard isRelevant || isFitOptional else { return nil }

            if isType != nil { tally.add(PartnerWeights.type, .type(bonds.types[place])) }
            if isFitting != nil { tally.add(PartnerWeights.words, .words) }
            let proximity = proximities[place]
            tally.add(PartnerWeights.proximity(proximity), .proximity(proximity))
            if chord <= nearestChord {
                let distance = SphereDirection.kilometers(squaredChord: chord)
                tally.add(PartnerWeights.near(distance), .near(kilometers: distance))
            }

            let agreements = bonds.agreements(of: place)
            if !isPartner[place] {
                if let former = agreements.last(where: { ties[Int($0)] == .ended }) {
                    tally.add(PartnerWeights.formerPartner, .formerPartner(agreement: Int(former)))
                } else {
                    tally.add(PartnerWeights.notYetPartner, .notYetPartner)
                }
            }
            if !agreements.isEmpty { addExperience(place, agreements, &tally) }
            let hints = bonds.hints[place]
            if hints.contains(.coordinator) { tally.add(PartnerWeights.coordinator, .coordinator) }
            if hints.contains(.phone) { tally.add(PartnerWeights.phone, .phone) }
            if hints.contains(.verified), let day = registry.institutions[place].verifiedOn { tally.add(PartnerWeights.verified, .verified(day)) }
            return Standing(place: place, score: tally.score, squaredChord: chord, isPartner: isPartner[place])
        }

        /// What its services and the people it serves have to do with the purpose.
        /// - Returns: whether they have.
        private func addFit(_ place: Int, _ tally: inout Tally) -> Bool {
            let terms = bonds.terms
            var (offered, shared, others) = (TermTally(tally), TermTally(tally), TermTally(tally))
            var people: [Int32] = []
            for service in terms.servicePlaces(of: place) {
                let term = terms.term(ofService: service)
                let isShared = isOwn?[term] ?? false
                if isService?[term] ?? false {
                    if isShared { shared.add(term) } else { offered.add(term) }
                } else if !isShared {
                    others.add(term)
                }
                guard let isTarget else { continue }
                for target in terms.targets(ofService: service) where isTarget[Int(target)] && !people.contains(target) { people.append(target) }
            }
            func weight(_ count: Int, _ first: Int, _ more: Int, _ most: Int) -> Int { count == 0 ? 0 : min(most, first + (count - 1) * more) }
            func names(_ found: TermTally) -> [String] { found.terms.map { terms.names[$0] } }
            tally.add(weight(offered.count, PartnerWeights.offered, PartnerWeights.offeredMore, PartnerWeights.offeredMost), .offers(names(offered)))
            tally.add(weight(shared.count, PartnerWeights.shared, 0, PartnerWeights.shared), .shares(names(shared)))
            tally.add(
                weight(people.count, PartnerWeights.target, PartnerWeights.targetMore, PartnerWeights.targetMost), .targets(people.map { terms.names[Int($0)] }))
            tally.add(
                weight(others.count, PartnerWeights.complement, PartnerWeights.complement, PartnerWeights.complementMost), .complements(names(others)))
            return offered.count > 0 || shared.count > 0 || !people.isEmpty
        }

        /// What its agreements in force say of it.
        private func addExperience(_ place: Int, _ agreements: ArraySlice<Int32>, _ tally: inout Tally) {
            var similar: [Int32] = []
            // More of them weigh no more: whoever only counts can stop.
            let enough = tally.isTold ? Int.max : PartnerWeights.similarMost - PartnerWeights.similar + 1
            search: for agreement in agreements where isInForce[Int(agreement)] {
                for member in bonds.institutions(of: Int(agreement))
                where Int(member) != place && Int(member) != question.seeker.institution && isLikeSeeker(bonds.types[Int(member)]) && !similar.contains(member) {
                    similar.append(member)
                    if similar.count >= enough { break search }
                }
            }
            if let example = similar.min() {
                let weight = min(PartnerWeights.similarMost, PartnerWeights.similar + (similar.count - 1) * PartnerWeights.similarMore)
                tally.add(weight, .worksWithSimilar(count: similar.count, example: Int(example)))
            }
            var (practised, open): (Int, Int32?) = (0, nil)
            for agreement in agreements where isInForce[Int(agreement)] {
                if isAbout[Int(agreement)] { practised += 1 }
                if open == nil, bonds.isOpenToJoin[Int(agreement)] == true, ties[Int(agreement)] != .current { open = agreement }
            }
            if practised > 0 {
                tally.add(
                    min(PartnerWeights.experienceMost, PartnerWeights.experience + practised - 1),
                    .experience(agreements.lazy.map { Int($0) }.filter { isInForce[$0] && isAbout[$0] }))
            }
            if let open { tally.add(PartnerWeights.openAgreement, .openAgreement(Int(open))) }
        }

        /// A centre of social services has taken the place of a welfare centre.
        private func isLikeSeeker(_ type: InstitutionType) -> Bool {
            let seeker = question.seeker.type
            return type == seeker || (type == .ops && seeker == .cus) || (type == .cus && seeker == .ops)
        }

        /// The square of the chord to a candidate, infinite when one of the points is not known.
        private func chord(to place: Int) -> Double { own.map { $0.squaredChord(to: bonds.directions[place]) } ?? .infinity }

        private func kilometers(_ squaredChord: Double) -> Double? {
            squaredChord.isFinite ? SphereDirection.kilometers(squaredChord: squaredChord) : nil
        }

        // MARK: Agreements to join

        /// Agreements in force that say that others can join, here or next door; those that fit come first.
        func joinable() -> [JoinableAgreement] {
            let seat = question.seeker.seat
            let here = AgreementReach([seat.ancestor(at: .powiat) ?? seat], in: registry)
            let near = AgreementReach(neighbourhood.powiats.compactMap { try? TERYTCode($0) }, in: registry)
            var found: [JoinableAgreement] = []
            for place in calendar.openToJoin {
                guard isInForce[place], ties[place] != .current else { continue }
                let worksHere = here.contains(place)
                guard worksHere || near.contains(place) else { continue }
                found.append(JoinableAgreement(agreement: place, fitsPurpose: !question.purpose.isOpen && isAbout[place], worksHere: worksHere))
            }
            func rank(_ item: JoinableAgreement) -> Int { (item.fitsPurpose ? 0 : 2) + (item.worksHere ? 0 : 1) }
            return found.sorted { (rank($0), $0.agreement) < (rank($1), $1.agreement) }
        }
    }
}
