// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

extension PartnerFinder {
    /// One question with all that every candidate is compared with.
    struct Search {
        private let question: PartnerQuestion
        private let registry: AgreementRegistry
        private let calendar: AgreementCalendar
        /// As `Period.lastDay` has it.
        private let day: Int
        private let neighbourhood: PartnerNeighbourhood
        private let serving: Set<Int>
        private let types: Set<InstitutionType>
        /// With the narrower terms.
        private let services: Set<String>
        private let targets: Set<String>
        private let programmes: Set<JointProgramme>
        private let seatPowiat: String?
        private let seatRegion: String?
        /// Agreements in force of the seeker, and those that have ended, by place.
        private let current: Set<Int>
        private let ended: Set<Int>

        init(
            _ question: PartnerQuestion, registry: AgreementRegistry, calendar: AgreementCalendar, taxonomy: Taxonomy,
            neighbourhood: PartnerNeighbourhood, serving: Set<Int>
        ) {
            self.question = question
            self.registry = registry
            self.calendar = calendar
            let day = question.day.lastDay
            self.day = day
            self.neighbourhood = neighbourhood
            self.serving = serving
            let purpose = question.purpose
            types = Set(purpose.types)
            services = Self.withNarrower(purpose.services, taxonomy)
            targets = Self.withNarrower(purpose.targets, taxonomy)
            programmes = Set(purpose.programmes)
            let seat = question.seeker.seat
            seatPowiat = seat.ancestor(at: .powiat)?.stem
            seatRegion = seat.ancestor(at: .wojewodztwo)?.stem
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
            registry.agreements[agreement].programmes.contains(where: programmes.contains)
                || registry.agreements[agreement].targetIDs.contains(where: targets.contains)
                || registry.agreements[agreement].serviceIDs.contains(where: services.contains)
        }

        // MARK: A candidate

        /// - Returns: nil when the institution does not come into question.
        func candidate(_ place: Int) -> PartnerCandidate? {
            guard place != question.seeker.institution else { return nil }
            let type = registry.institutions[place].type
            guard types.isEmpty || types.contains(type) else { return nil }
            if let fitting = question.fitting, !fitting.contains(place) { return nil }
            let entry = registry.institutions[place]
            let fit = fit(entry)
            guard fit.isRelevant || !types.isEmpty || question.purpose.isOpen || question.fitting != nil else { return nil }
            let distance = distance(to: entry.point)
            if let radius = question.radiusKilometers, (distance ?? .infinity) > radius { return nil }

            var reasons = fit.reasons
            func add(_ reason: PartnerReason, _ weight: Int) {
                if weight > 0 { reasons.append(WeightedReason(reason: reason, weight: weight)) }
            }
            if types.contains(type) { add(.type(type), PartnerWeights.type) }
            if question.fitting != nil { add(.words, PartnerWeights.words) }
            let proximity = proximity(place, entry)
            add(.proximity(proximity), PartnerWeights.proximity(proximity))
            if let distance { add(.near(kilometers: distance), PartnerWeights.near(distance)) }

            let agreements = registry.agreementsOfInstitution[place]
            let shared = agreements.filter(current.contains)
            if shared.isEmpty {
                if let former = agreements.last(where: ended.contains) {
                    add(.formerPartner(agreement: former), PartnerWeights.formerPartner)
                } else {
                    add(.notYetPartner, PartnerWeights.notYetPartner)
                }
            }
            addExperience(place, agreements.filter(isInForce), to: &reasons)
            if entry.coordinator != nil { add(.coordinator, PartnerWeights.coordinator) }
            if entry.phone != nil { add(.phone, PartnerWeights.phone) }
            if let day = entry.verifiedOn { add(.verified(day), PartnerWeights.verified) }
            return PartnerCandidate(
                institution: place, reasons: reasons.enumerated().sorted { ($0.element.weight, $1.offset) > ($1.element.weight, $0.offset) }.map(\.element),
                agreements: shared, proximity: proximity, distanceKilometers: distance)
        }

        /// What its services and the people it serves have to do with the purpose.
        private func fit(_ entry: DirectoryEntry) -> (reasons: [WeightedReason], isRelevant: Bool) {
            var (offered, shared, others): ([String], [String], [String]) = ([], [], [])
            var people: [String] = []
            for service in entry.services {
                let isOwn = question.seeker.services.contains(service.termID)
                if services.contains(service.termID) {
                    if isOwn { shared.append(service.termID) } else { offered.append(service.termID) }
                } else if !isOwn {
                    others.append(service.termID)
                }
                if !targets.isEmpty {
                    for target in service.targetIDs where targets.contains(target) && !people.contains(target) { people.append(target) }
                }
            }
            var reasons: [WeightedReason] = []
            func add(_ reason: PartnerReason, _ count: Int, _ first: Int, _ more: Int, _ most: Int) {
                if count > 0 { reasons.append(WeightedReason(reason: reason, weight: min(most, first + (count - 1) * more))) }
            }
            add(.offers(offered), offered.count, PartnerWeights.offered, PartnerWeights.offeredMore, PartnerWeights.offeredMost)
            add(.shares(shared), shared.count, PartnerWeights.shared, 0, PartnerWeights.shared)
            add(.targets(people), people.count, PartnerWeights.target, PartnerWeights.targetMore, PartnerWeights.targetMost)
            add(.complements(others), others.count, PartnerWeights.complement, PartnerWeights.complement, PartnerWeights.complementMost)
            return (reasons, !offered.isEmpty || !shared.isEmpty || !people.isEmpty)
        }

        /// What its agreements in force say of it.
        private func addExperience(_ place: Int, _ inForce: [Int], to reasons: inout [WeightedReason]) {
            var similar = Set<Int>()
            for agreement in inForce {
                for member in registry.members[agreement]
                where member.institution != place && member.institution != question.seeker.institution
                    && isLikeSeeker(registry.institutions[member.institution].type)
                {
                    similar.insert(member.institution)
                }
            }
            if let example = similar.min() {
                let weight = min(PartnerWeights.similarMost, PartnerWeights.similar + (similar.count - 1) * PartnerWeights.similarMore)
                reasons.append(WeightedReason(reason: .worksWithSimilar(count: similar.count, example: example), weight: weight))
            }
            let practised = inForce.filter(fits)
            if !practised.isEmpty {
                let weight = min(PartnerWeights.experienceMost, PartnerWeights.experience + practised.count - 1)
                reasons.append(WeightedReason(reason: .experience(practised), weight: weight))
            }
            if let open = inForce.first(where: { registry.agreements[$0].isOpenToJoin == true && !current.contains($0) }) {
                reasons.append(WeightedReason(reason: .openAgreement(open), weight: PartnerWeights.openAgreement))
            }
        }

        /// A centre of social services has taken the place of a welfare centre.
        private func isLikeSeeker(_ type: InstitutionType) -> Bool {
            type == question.seeker.type || Set([type, question.seeker.type]) == [.ops, .cus]
        }

        private func proximity(_ place: Int, _ entry: DirectoryEntry) -> PartnerProximity {
            let seat = question.seeker.seat
            if let gmina = entry.gmina {
                if gmina == seat { return .sameGmina }
                if serving.contains(place) { return .servesHere }
                if neighbourhood.gminas.contains(gmina.stem) { return .neighbouringGmina }
                let powiat = gmina.ancestor(at: .powiat)?.stem
                if powiat == seatPowiat { return .samePowiat }
                if let powiat, neighbourhood.powiats.contains(powiat) { return .neighbouringPowiat }
                if gmina.ancestor(at: .wojewodztwo)?.stem == seatRegion { return .sameRegion }
                return .farther
            }
            return serving.contains(place) ? .servesHere : .farther
        }

        /// On a sphere, by the haversine formula.
        private func distance(to point: InstitutionPoint?) -> Double? {
            guard let own = question.seeker.point, let point else { return nil }
            let radians = Double.pi / 180
            let (first, second) = (own.latitude * radians, point.latitude * radians)
            let (south, east) = (sin((second - first) / 2), sin((point.longitude - own.longitude) * radians / 2))
            return 2 * 6_371.0088 * asin(min(1, (south * south + cos(first) * cos(second) * east * east).squareRoot()))
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
