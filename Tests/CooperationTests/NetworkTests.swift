// SPDX-License-Identifier: Apache-2.0

import Atlas
import Testing

@testable import Cooperation

/// Networks that can be counted by hand.
@Suite struct NetworkTests {
    private static let day = Period(year: 2020, month: 6, day: 1)

    private static func institution(_ id: String, _ type: InstitutionType, _ gmina: String, area: [String] = []) throws -> DirectoryEntry {
        DirectoryEntry(
            Institution(
                id: try InstitutionID(id), type: type, name: id, area: try area.map { ServedArea(code: try TERYTCode($0), basis: .statutory) },
                locations: [Location(address: PostalAddress(locality: "X"), gmina: try TERYTCode(gmina), point: nil)], sourceID: "s"),
            taxonomy: .empty)
    }

    private static func agreement(
        _ id: String, _ parties: [String], form: CooperationForm = .jointAction, from: Int? = 2015, end: Agreement.End = .open,
        programmes: [JointProgramme] = []
    ) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: id, form: form, parties: try parties.map { AgreementParty(.institution(try InstitutionID($0))) },
            validFrom: from.map { Period(year: $0) }, end: end, programmes: programmes, sourceID: "s")
    }

    /// a1 – a2 – a3 in a line with a4, a5 and a6 in one agreement with a3; b1 – b2 apart; c1 alone.
    private static func registry(_ more: [Agreement] = []) throws -> AgreementRegistry {
        AgreementRegistry(
            agreements: [
                try agreement("g1", ["a1", "a2"]), try agreement("g2", ["a1", "a2"], form: .network, programmes: [.activationAndIntegration]),
                try agreement("g3", ["a2", "a3"], form: .information), try agreement("g4", ["a3", "a4", "a5", "a6"]),
                try agreement("g5", ["b1", "b2"]), try agreement("g6", ["c1", "b1"], end: .on(Period(year: 2019))),
                try agreement("g7", ["c1", "b2"], from: nil, end: .notStated),
            ] + more,
            institutions: [
                try institution("a1", .pup, "120301", area: ["1203"]), try institution("a2", .ops, "120302", area: ["120302"]),
                try institution("a3", .pcpr, "120301", area: ["1203"]), try institution("a4", .ops, "120303"), try institution("a5", .ngo, "120401"),
                try institution("a6", .ops, "120304"), try institution("b1", .ops, "120305", area: ["120305"]),
                try institution("b2", .ngo, "120401"), try institution("c1", .ngo, "260101"),
            ])
    }

    private static func names(_ network: CooperationNetwork, _ registry: AgreementRegistry, _ places: [Int]) -> [String] {
        places.map { registry.institutions[network.institutions[$0]].id.text }
    }

    @Test func groupsPartnersAndWeights() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let analysis = NetworkAnalysis(network)
        #expect(analysis.groups.map { Self.names(network, registry, $0) } == [["a1", "a2", "a3", "a4", "a5", "a6"], ["b1", "b2"]])
        #expect(network.agreementCount == 5)
        #expect(network.undatedCount == 1)
        // The two agreements of a1 and a2 are one tie of two, with the closer form.
        #expect(network.ties.count == 4)
        #expect(network.ties[0].agreements.count == 2 && network.ties[0].form == .jointAction)
        #expect(analysis.partnerCounts == [1, 2, 4, 3, 3, 3, 1, 1])
        #expect(analysis.weightedDegrees == [2, 3, 4, 3, 3, 3, 1, 1])
        #expect(analysis.agreementCounts == [2, 3, 2, 1, 1, 1, 1, 1])
        #expect(analysis.density == 18.0 / 56)
        #expect(network.partners(of: 1).map(\.institution) == [0, 2] && network.partners(of: 1).map(\.agreements) == [2, 1])
    }

    @Test func whoHoldsAGroupTogether() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let analysis = NetworkAnalysis(network)
        #expect(Self.names(network, registry, analysis.connectors) == ["a3", "a2"])
        #expect(analysis.partsWithout[2] == [3, 2])
        #expect(analysis.partsWithout[1] == [4, 1])
        // Without g3 the line falls apart in the middle; without g4 each of its parties stands alone.
        let parts = Dictionary(uniqueKeysWithValues: zip(network.ties.map { $0.agreements.map { registry.agreements[$0].id.text } }, analysis.partsWithoutTie))
        #expect(parts[["g3"]] == [4, 2])
        #expect(parts[["g4"]] == [3, 1, 1, 1])
        #expect(parts[["g5"]] == [1, 1])
        // With one more agreement a ring closes, and nothing in it is a cut any more.
        let ring = try Self.registry([try Self.agreement("h1", ["a1", "a4"])])
        let closed = NetworkAnalysis(CooperationNetwork(ring, filter: NetworkFilter(day: Self.day)))
        #expect(closed.connectors.isEmpty)
    }

    @Test func betweennessOfALine() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day, types: [.pup, .ops, .pcpr]))
        let analysis = NetworkAnalysis(network)
        // a1 – a2 – a3 – {a4, a6}: b1 has no partner of these types. Between 5 there are 6 pairs of others.
        #expect(Self.names(network, registry, Array(network.institutions.indices)) == ["a1", "a2", "a3", "a4", "a6"])
        let expected = [0, 3.0 / 6, 4.0 / 6, 0, 0]
        #expect(zip(analysis.betweenness, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(analysis.betweennessSample == nil)
        #expect(NetworkAnalysis(network, betweennessWork: 0).betweennessSample == nil, "sixteen sources are counted at least")
    }

    @Test func filters() throws {
        let registry = try Self.registry()
        func names(_ change: (inout NetworkFilter) -> Void) -> [String] {
            var filter = NetworkFilter(day: Self.day)
            change(&filter)
            let network = CooperationNetwork(registry, filter: filter)
            return Self.names(network, registry, Array(network.institutions.indices))
        }
        #expect(names { $0.minimumForm = .jointAction } == ["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2"])
        #expect(names { $0.programmes = [.activationAndIntegration] } == ["a1", "a2"])
        #expect(names { $0.day = Period(year: 2014) } == [])
        #expect(names { $0.day = Period(year: 2018) }.contains("c1"))
        // Partners outside the unit belong to its network.
        let inUnit = try TERYTCode("1204")
        #expect(names { $0.unit = inUnit } == ["a3", "a4", "a5", "a6", "b1", "b2"])
        let focus = try InstitutionID("a1")
        #expect(names { $0.focus = .init(focus) } == ["a1", "a2"])
        #expect(names { $0.focus = .init(focus, depth: 2) } == ["a1", "a2", "a3"])
        #expect(names { $0.focus = .init(focus, depth: 3) } == ["a1", "a2", "a3", "a4", "a5", "a6"])
        let lone = try InstitutionID("c1")
        #expect(names { $0.focus = .init(lone) } == [])
    }

    @Test func starsAndLinesOfADrawing() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let analysis = NetworkAnalysis(network)
        let drawing = NetworkDrawing(network, analysis: analysis)
        #expect(drawing.hubs.map { network.ties[$0].members } == [[2, 3, 4, 5]])
        #expect(drawing.lines.map { [$0.from, $0.to, $0.agreements] } == [[0, 1, 2], [1, 2, 1], [2, 8, 1], [3, 8, 1], [4, 8, 1], [5, 8, 1], [6, 7, 1]])
        #expect(drawing.positions.count == 9)
        for point in drawing.positions {
            #expect(point.x >= 0 && point.x <= drawing.width && point.y >= 0 && point.y <= drawing.height)
        }
        // No two symbols on one another, and the same picture each time.
        for (place, point) in drawing.positions.enumerated() {
            for other in drawing.positions[(place + 1)...] { #expect(abs(point.x - other.x) + abs(point.y - other.y) > 30) }
        }
        #expect(NetworkDrawing(network, analysis: analysis).positions == drawing.positions)
    }

    @Test func fromFarther() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let units = UnitNetwork(network, in: registry, level: .powiat)
        #expect(units.nodes.map(\.code.stem) == ["1203", "1204"])
        #expect(units.nodes.map(\.institutions) == [6, 2])
        #expect(units.nodes.map(\.agreements) == [5, 2])
        #expect(units.lines.map(\.agreements) == [2])
        let gminas = UnitNetwork(network, in: registry, level: .gmina, within: try TERYTCode("1203"))
        #expect(gminas.nodes.map(\.code.stem) == ["12", "120301", "120302", "120303", "120304", "120305"])
    }

    @Test func whoWouldConnectTwoGroups() throws {
        let registry = try Self.registry()
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let analysis = NetworkAnalysis(network)
        let connector = GroupConnector(registry: registry, network: network, analysis: analysis, neighbours: ["1203": ["1204"], "1204": ["1203"]])
        let found = connector.connections(0, 1)
        let best = try #require(found.first)
        // The family centre serves the gmina of b1, has its seat in the same powiat, works with welfare centres already, and holds
        // its own group together, which the labour office does not.
        #expect(registry.institutions[best.institution].id.text == "a3")
        #expect(best.standing == .inFirst)
        #expect(registry.institutions[best.sides[0].partner].id.text == "b1")
        #expect(best.sides[0].reasons == [.serves(try TERYTCode("1203")), .samePowiat(try TERYTCode("1203")), .knowsType(.ops), .connects])
        #expect(!found.contains { registry.institutions[$0.institution].id.text == "c1" }, "nothing speaks for one far away")
        #expect(connector.connections(0, 0).isEmpty)
        #expect(connector.connections(0, 7).isEmpty)
    }

    /// Made-up agreements among forty institutions, most of which have one agreement.
    private static func tangle(_ seed: UInt64) throws -> AgreementRegistry {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let names = (0..<40).map { "t\($0 / 10)\($0 % 10)" }
        let agreements = try (0..<18).map { number in
            // Some institutions are asked for more often than others.
            let parties = Set((0..<(2 + next(4))).map { _ in names[next(next(2) == 0 ? 8 : 40)] }).sorted()
            return try agreement("x\(number)", parties.count > 1 ? parties : ["t00", "t39"])
        }
        return AgreementRegistry(agreements: agreements, institutions: try names.map { try institution($0, .ops, "120301") })
    }

    /// Betweenness as it is defined: for each pair the ways through the graph of institutions and ties, counted one by one.
    private static func counted(_ network: CooperationNetwork) -> [Double] {
        let count = network.institutions.count
        func ways(from source: Int) -> (distance: [Int?], ways: [Double]) {
            var distance = [Int?](repeating: nil, count: count)
            var ways = [Double](repeating: 0, count: count)
            (distance[source], ways[source]) = (0, 1)
            var ring = [source]
            while !ring.isEmpty {
                var reached: [Int] = []
                for member in ring {
                    for tie in network.tiesOf[member] {
                        for other in network.ties[tie].members where other != member {
                            if distance[other] == nil {
                                distance[other] = (distance[member] ?? 0) + 1
                                reached.append(other)
                            }
                            if distance[other] == (distance[member] ?? 0) + 1 { ways[other] += ways[member] }
                        }
                    }
                }
                ring = reached
            }
            return (distance, ways)
        }
        let all = (0..<count).map(ways)
        return (0..<count).map { middle in
            var sum = 0.0
            for source in 0..<count where source != middle {
                for target in 0..<count where target != source && target != middle {
                    guard let whole = all[source].distance[target], let first = all[source].distance[middle], let second = all[middle].distance[target],
                        first + second == whole
                    else { continue }
                    sum += all[source].ways[middle] * all[middle].ways[target] / all[source].ways[target]
                }
            }
            return sum / (Double(count - 1) * Double(count - 2))
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func betweennessIsThatOfTheDefinition(seed: UInt64) throws {
        let network = CooperationNetwork(try Self.tangle(seed), filter: NetworkFilter(day: Self.day))
        let analysis = NetworkAnalysis(network)
        try #require(analysis.betweennessSample == nil && network.institutions.count > 16)
        let expected = Self.counted(network)
        #expect(expected.contains { $0 > 0.1 })
        for (found, wanted) in zip(analysis.betweenness, expected) { #expect(abs(found - wanted) < 1e-9) }
        // From sixteen institutions it is an estimate of the same figures.
        let sampled = NetworkAnalysis(network, betweennessWork: 0)
        #expect(sampled.betweennessSample == 16)
        let (sum, all) = (sampled.betweenness.reduce(0, +), expected.reduce(0, +))
        #expect(abs(sum - all) < 0.5 * all)
    }

    @Test func agreementsOfTheSameInstitutionsAreOneTie() throws {
        // Sets that begin and end with the same institutions and are as large, but are not the same.
        let registry = try Self.registry([
            try Self.agreement("h1", ["a1", "a2", "b2"]), try Self.agreement("h2", ["a1", "a3", "b2"], form: .federation),
            try Self.agreement("h3", ["a1", "a3", "b2"]), try Self.agreement("h4", ["b2", "a2", "a1"]),
        ])
        let network = CooperationNetwork(registry, filter: NetworkFilter(day: Self.day))
        let ties = Dictionary(uniqueKeysWithValues: network.ties.map { (Self.names(network, registry, $0.members), $0) })
        #expect(ties[["a1", "a2", "b2"]]?.agreements.map { registry.agreements[$0].id.text } == ["h1", "h4"])
        #expect(ties[["a1", "a3", "b2"]]?.agreements.map { registry.agreements[$0].id.text } == ["h2", "h3"])
        #expect(ties[["a1", "a3", "b2"]]?.form == .federation)
    }
}
