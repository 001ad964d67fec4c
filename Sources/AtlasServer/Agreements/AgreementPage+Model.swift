// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation

/// An agreement with what stands around it.
struct AgreementPageModel: Sendable {
    let place: Int
    let names: AgreementNames
    let source: Source?
    let day: Period
    let isToday: Bool
    /// All renewals of one another, the earliest first, this one among them.
    let chain: [Int]
    /// Other agreements of the same two or more institutions that are valid on the day.
    let related: [Int]

    var registry: AgreementRegistry { names.registry }
    var agreement: Agreement { registry.agreements[place] }
    var status: AgreementStatus { agreement.status(on: day) }

    private static let relatedCount = 5

    init(_ text: String, in snapshot: AtlasSnapshot, _ reader: QueryReader, _ language: Language) async throws {
        let registry = try await snapshot.registry
        let place = try registry.existing(text)
        self.place = place
        names = AgreementNames(registry: registry, territory: snapshot.territory, taxonomy: try await snapshot.directory.taxonomy, language: language)
        source = snapshot.sources[registry.agreements[place].sourceID]
        let today = PolishClock.now.day
        let day = try reader.agreementDay() ?? today
        self.day = day
        isToday = day == today
        let chain = registry.renewals(of: place)
        self.chain = chain
        var shared: [Int: Int] = [:]
        for member in registry.members[place].prefix(200) {
            for other in registry.agreementsOfInstitution[member.institution] where !chain.contains(other) { shared[other, default: 0] += 1 }
        }
        related = shared.filter { $0.value >= 2 && registry.agreements[$0.key].status(on: day) == .valid }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.relatedCount).map(\.key)
    }
}
