// SPDX-License-Identifier: Apache-2.0

import Atlas

extension PartnerFinder {
    /// One question with all that every candidate is compared with.
    struct Search {
        private let question: PartnerQuestion
        private let registry: AgreementRegistry
        private let bonds: AgreementBonds
        private let calendar: AgreementCalendar
        /// As `Period.lastDay` has it.
        private let day: Int
        private let neighbourhood: PartnerNeighbourhood
        private let types: Set<InstitutionType>
        /// With the narrower terms.
        private let services: Set<String>
        private let targets: Set<String>
        /// By the number of a term, whether it is sought; and what whoever seeks has itself.
        private let isService: [Bool]?
        private let isTarget: [Bool]?
        private let isOwn: [Bool]?
        private let programmes: UInt16
        /// By institution.
        private let proximities: [PartnerProximity]
        private let own: SpherePoint?
        /// Agreements in force of the seeker, and those that have ended, by place.
        private let current: Set<Int>
        private let ended: Set<Int>

        init(
            _ question: PartnerQuestion, registry: AgreementRegistry, calendar: AgreementCalendar, taxonomy: Taxonomy,
            neighbourhood: PartnerNeighbourhood, serving: Set<Int>
        ) {
            self.question = question
            self.registry = registry
            bonds = registry.bonds
            self.calendar = calendar
            let day = question.day.lastDay
            self.day = day
            self.neighbourhood = neighbourhood
            let purpose = question.purpose
            types = Set(purpose.types)
            services = Self.withNarrower(purpose.services, taxonomy)
            targets = Self.withNarrower(purpose.targets, taxonomy)
            isService = bonds.terms.marks(services)
            isTarget = bonds.terms.marks(targets)
            isOwn = bonds.terms.marks(question.seeker.services)
            programmes = AgreementBonds.bits(of: purpose.programmes)
            proximities = neighbourhood.proximities(to: question.seeker.seat, serving: serving, in: registry)
            self.own = question.seeker.point.map(SpherePoint.init)
            let own = question.seeker.institution.map { registry.agreementsOfInstitution[$0] } ?? []
            current = Set(own.filter { calendar.isInForce($0, on: day) })
            ended = Set(own.filter { calendar.isOver($0, on: day) })
        }

        private static func withNarrower(_ ids: [String], _ taxonomy: Taxonomy) -> Set<String> {
            guard !ids.isEmpty else { return [] }
            let wanted = Set(ids)
            return wanted.union(taxonomy.terms.lazy.filter { term in taxonomy.lineage(term.id).contains { wanted.contains($0.id) } }.map(\.id))
        }

        private func isInForce(_ agreement: Int) -> Bool { calendar.isInForce(agreement, on: day) }

        /// Whether an agreement is about what is sought.
        private func fits(_ agreement: Int) -> Bool {
            bonds.isAbout(programmes, agreement)
                || registry.agreements[agreement].targetIDs.contains(where: targets.contains)
                || registry.agreements[agreement].serviceIDs.contains(where: services.contains)
        }

        // MARK: A candidate

        /// - Returns: nil when the institution does not come into question.
        func standing(_ place: Int) -> Standing? {
            var tally = Tally(isTold: false)
            return weigh(place, &tally)
        }

        /// The same with the reasons.
        func candidate(_ place: Int) -> PartnerCandidate? {
            var tally = Tally(isTold: true)
            guard weigh(place, &tally) != nil else { return nil }
            return PartnerCandidate(
                institution: place, reasons: tally.reasons.enumerated().sorted { ($0.element.weight, $1.offset) > ($1.element.weight, $0.offset) }.map(\.element),
                agreements: registry.agreementsOfInstitution[place].filter(current.contains), proximity: proximities[place],
                distanceKilometers: distance(to: bonds.points[place]))
        }

        private func weigh(_ place: Int, _ tally: inout Tally) -> Standing? {
            guard place != question.seeker.institution else { return nil }
            let type = bonds.types[place]
            guard types.isEmpty || types.contains(type) else { return nil }
            if let fitting = question.fitting, !fitting.contains(place) { return nil }
            let isRelevant = addFit(place, &tally)
            guard isRelevant || !types.isEmpty || question.purpose.isOpen || question.fitting != nil else { return nil }
            let distance = distance(to: bonds.points[place])
            if let radius = question.radiusKilometers, (distance ?? .infinity) > radius { return nil }

            if types.contains(type) { tally.add(PartnerWeights.type, .type(type)) }
            if question.fitting != nil { tally.add(PartnerWeights.words, .words) }
            let proximity = proximities[place]
            tally.add(PartnerWeights.proximity(proximity), .proximity(proximity))
            if let distance { tally.add(PartnerWeights.near(distance), .near(kilometers: distance)) }

            let agreements = registry.agreementsOfInstitution[place]
            let isPartner = agreements.contains(where: current.contains)
            if !isPartner {
                if let former = agreements.last(where: ended.contains) {
                    tally.add(PartnerWeights.formerPartner, .formerPartner(agreement: former))
                } else {
                    tally.add(PartnerWeights.notYetPartner, .notYetPartner)
                }
            }
            if !agreements.isEmpty { addExperience(place, agreements.filter(isInForce), &tally) }
            let hints = bonds.hints[place]
            if hints.contains(.coordinator) { tally.add(PartnerWeights.coordinator, .coordinator) }
            if hints.contains(.phone) { tally.add(PartnerWeights.phone, .phone) }
            if hints.contains(.verified), let day = registry.institutions[place].verifiedOn { tally.add(PartnerWeights.verified, .verified(day)) }
            return Standing(place: place, score: tally.score, distanceKilometers: distance, isPartner: isPartner)
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
        private func addExperience(_ place: Int, _ inForce: [Int], _ tally: inout Tally) {
            var similar: [Int32] = []
            // More of them weigh no more: whoever only counts can stop.
            let enough = tally.isTold ? Int.max : PartnerWeights.similarMost - PartnerWeights.similar + 1
            search: for agreement in inForce {
                for member in bonds.institutions(of: agreement)
                where Int(member) != place && Int(member) != question.seeker.institution && isLikeSeeker(bonds.types[Int(member)]) && !similar.contains(member) {
                    similar.append(member)
                    if similar.count >= enough { break search }
                }
            }
            if let example = similar.min() {
                let weight = min(PartnerWeights.similarMost, PartnerWeights.similar + (similar.count - 1) * PartnerWeights.similarMore)
                tally.add(weight, .worksWithSimilar(count: similar.count, example: Int(example)))
            }
            let practised = inForce.filter(fits)
            if !practised.isEmpty {
                tally.add(min(PartnerWeights.experienceMost, PartnerWeights.experience + practised.count - 1), .experience(practised))
            }
            if let open = inForce.first(where: { bonds.isOpenToJoin[$0] == true && !current.contains($0) }) {
                tally.add(PartnerWeights.openAgreement, .openAgreement(open))
            }
        }

        /// A centre of social services has taken the place of a welfare centre.
        private func isLikeSeeker(_ type: InstitutionType) -> Bool {
            let seeker = question.seeker.type
            return type == seeker || (type == .ops && seeker == .cus) || (type == .cus && seeker == .ops)
        }

        private func distance(to point: InstitutionPoint?) -> Double? {
            guard let own, let point else { return nil }
            return own.kilometers(to: point)
        }

        // MARK: Agreements to join

        /// Agreements in force that say that others can join, here or next door; those that fit come first.
        func joinable() -> [JoinableAgreement] {
            let seat = question.seeker.seat
            let near = neighbourhood.powiats.compactMap { try? TERYTCode($0) }
            var found: [JoinableAgreement] = []
            for place in calendar.openToJoin {
                guard isInForce(place), !current.contains(place) else { continue }
                let worksHere = registry.works(place, in: seat.ancestor(at: .powiat) ?? seat)
                guard worksHere || near.contains(where: { registry.works(place, in: $0) }) else { continue }
                found.append(JoinableAgreement(agreement: place, fitsPurpose: !question.purpose.isOpen && fits(place), worksHere: worksHere))
            }
            func rank(_ item: JoinableAgreement) -> Int { (item.fitsPurpose ? 0 : 2) + (item.worksHere ? 0 : 1) }
            return found.sorted { (rank($0), $0.agreement) < (rank($1), $1.agreement) }
        }
    }
}
