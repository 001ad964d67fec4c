// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cooperation

/// What the reader asks: where is need high, and the agreement that should answer it missing?
struct NeedsQuestion: Sendable {
    /// How little cooperation is asked for. Raw values stand in addresses.
    enum Lack: String, Sendable, CaseIterable {
        /// Nothing at all.
        case none = "brak"
        /// Shares below half; numbers in the lower quarter of the units compared.
        case low = "malo"
    }

    static let shares = [10, 25, 33, 50]

    let need: IndicatorCoverage
    let measure: CooperationMeasure
    let cooperation: IndicatorCoverage
    /// The part of the units, in per cent, that counts as high need.
    let share: Int
    let lack: Lack
}

/// Units with much need and little or no cooperation, the greatest need first.
struct NeedsModel: Sendable {
    let snapshot: AtlasSnapshot
    let question: NeedsQuestion
    let scope: AnalysisScope
    let registry: AgreementRegistry
    /// The day on which agreements are looked at.
    let day: Period
    let rows: [Row]
    /// Units with high need of which the registry knows nothing.
    let unknown: [Int]
    /// How many units of the area have a value of the need.
    let comparedCount: Int
    /// How many of them have high need.
    let highCount: Int
    /// The least need that counts as high.
    let threshold: Double?

    struct Row: Sendable {
        /// Of the unit among those of the level.
        let position: Int
        /// By need among the units compared; equal ones share it.
        let rank: Int
        let partners: [Partner]
        let expired: Expired?
        /// Of how many institutions how many have it; nil for measures that are no shares.
        let count: (present: Int, total: Int)?
    }

    /// Who could conclude the agreement. Institutions by their places in the registry.
    struct Partner: Sendable, Hashable {
        let institution: Int
        /// The labour offices that it would be concluded with; empty when the directory knows none, or for other kinds.
        let offices: [Int]
    }

    /// The last agreement of the kind that ended.
    struct Expired: Sendable, Hashable {
        let agreement: Int
        let ended: Period
        let isRenewed: Bool
    }

    /// - Parameter query: may hold `level`, `within` and `period` (of the need).
    /// - Throws: 400 or 404 with what is accepted.
    init(_ question: NeedsQuestion, query: QueryReader, snapshot: AtlasSnapshot) async throws {
        self.snapshot = snapshot
        self.question = question
        let newest = question.cooperation.periods.last
        let scope = try await AnalysisScope([question.need, question.cooperation], query: query, snapshot: snapshot, otherPeriod: newest)
        self.scope = scope
        let registry = try await snapshot.registry
        self.registry = registry
        day = snapshot.cooperationDay(scope.indicators[1].period)

        // Of an indicator where more is better, need is where there is little.
        let sign: Double = question.need.indicator.direction == .higherIsBetter ? -1 : 1
        let needs = scope.indicators[0].values.map { $0.map { $0 * sign } }
        let order = scope.positions.filter { needs[$0] != nil }.sorted { a, b in
            let (left, right) = (needs[a] ?? 0, needs[b] ?? 0)
            return left == right ? a < b : left > right
        }
        comparedCount = order.count
        let wanted = (order.count * question.share + 99) / 100
        let least = wanted > 0 ? needs[order[wanted - 1]] : nil
        threshold = least.map { $0 * sign }
        let high = order.prefix { position in least.map { (needs[position] ?? 0) >= $0 } ?? false }
        highCount = high.count
        let cooperation = scope.indicators[1].values
        unknown = high.filter { cooperation[$0] == nil }
        let most = Self.most(question, cooperation.compactMap(\.self))
        let ties = try await snapshot.labourOfficeTies
        let finder = PartnersOfNeed(registry: registry, ties: ties, measure: question.measure, day: day)
        var rank = 0
        var rows: [Row] = []
        for (index, position) in high.enumerated() {
            if index == 0 || needs[position] != needs[high[index - 1]] { rank = index + 1 }
            guard let value = cooperation[position], value <= most else { continue }
            let code = scope.units[position].code
            rows.append(
                Row(position: position, rank: rank, partners: finder.partners(in: code), expired: finder.expired(in: code), count: finder.count(in: code)))
        }
        self.rows = rows
    }

    /// The most cooperation that still counts as too little.
    private static func most(_ question: NeedsQuestion, _ values: [Double]) -> Double {
        switch question.lack {
        case .none: return 0
        case .low:
            if question.measure.isShare { return 50.0.nextDown }
            let sorted = values.sorted()
            return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) / 4]
        }
    }

    var withoutNeed: Int { scope.positions.count - comparedCount }

    func need(_ row: Row) -> Double? { scope.indicators[0].values[row.position] }
    func cooperation(_ row: Row) -> Double? { scope.indicators[1].values[row.position] }
    func unit(_ position: Int) -> TerritorialUnit { scope.units[position] }

    /// Need and cooperation on one map.
    var mapParameters: [(String, String)] {
        var parameters = [
            ("indicator", "bivariate(\(scope.indicators[0].id),\(scope.indicators[1].id))"), ("level", scope.level.rawValue),
            ("period", scope.indicators[0].period.text),
        ]
        if let within = scope.within { parameters.append(("within", within.unit.code.stem)) }
        return parameters
    }
}

/// Finds in one unit who could conclude what is missing, and what there was before.
struct PartnersOfNeed {
    let registry: AgreementRegistry
    let ties: LabourOfficeTies
    let measure: CooperationMeasure
    let day: Period

    /// The kind of tie that the measure is about; joint programmes begin with the welfare centre and the labour office.
    private var tied: CooperationMeasure? {
        switch measure {
        case .welfareWithLabour, .programmes: .welfareWithLabour
        case .familyWithLabour: .familyWithLabour
        case .partnerships, .coordinators: nil
        }
    }

    func partners(in code: TERYTCode) -> [NeedsModel.Partner] {
        if let tied {
            var offices: [Int: Set<Int>] = [:]
            for tie in ties.ties(tied, in: code) where measure == .programmes || registry.state(of: tie, on: day) != .present {
                offices[tie.institution, default: []].formUnion(tie.offices)
            }
            return offices.sorted { $0.key < $1.key }.map { .init(institution: $0.key, offices: $0.value.sorted()) }
        }
        let types: Set<InstitutionType> = measure == .coordinators ? CooperationCounts.typesWithCoordinators : [.ops, .cus, .pcpr, .pup]
        return registry.institutions(seatedIn: code).filter { place in
            let institution = registry.institutions[place]
            return types.contains(institution.type) && (measure == .partnerships || !institution.hasCoordinator)
        }.map { .init(institution: $0, offices: []) }
    }

    func count(in code: TERYTCode) -> (present: Int, total: Int)? {
        guard measure == .welfareWithLabour || measure == .familyWithLabour else { return nil }
        var best: [Int: LabourOfficeTie.State] = [:]
        for tie in ties.ties(measure, in: code) {
            best[tie.institution] = max(best[tie.institution] ?? .unknown, registry.state(of: tie, on: day))
        }
        return (best.values.count { $0 == .present }, best.values.count { $0 != .unknown })
    }

    /// The agreement of the kind that ended last.
    func expired(in code: TERYTCode) -> NeedsModel.Expired? {
        let candidates: Set<Int>
        switch measure {
        case .welfareWithLabour, .familyWithLabour: candidates = Set(ties.ties(measure, in: code).flatMap(\.agreements))
        case .coordinators: return nil
        case .partnerships, .programmes:
            let wanted: (Int) -> Bool =
                measure == .programmes
                ? { !registry.agreements[$0].programmes.isEmpty }
                : { place in
                    registry.members[place].contains { CooperationCounts.socialTypes.contains(registry.institutions[$0.institution].type) }
                }
            candidates = Set(
                registry.institutions(seatedIn: code).filter { CooperationCounts.publicTypes.contains(registry.institutions[$0].type) }
                    .flatMap { registry.agreementsOfInstitution[$0] }.filter(wanted))
        }
        let ended = candidates.compactMap { place -> NeedsModel.Expired? in
            let agreement = registry.agreements[place]
            guard agreement.status(on: day) == .expired, let last = agreement.lastPeriod else { return nil }
            return .init(agreement: place, ended: last, isRenewed: registry.renewedBy[place] != nil)
        }
        return ended.max { ($0.ended.lastDay, $0.agreement) < ($1.ended.lastDay, $1.agreement) }
    }
}
