// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation
import Foundation

/// A network with its measures, and how it is drawn.
struct NetworkModel: Sendable {
    /// What a page draws.
    enum Picture: Sendable {
        case empty
        /// Institutions of `network`, the one given or a part of the whole.
        case institutions(NetworkPart)
        case units(UnitPicture)
    }

    /// As much of the network as can be drawn.
    struct NetworkPart: Sendable {
        let network: CooperationNetwork
        let drawing: NetworkDrawing
        /// By its own number: the number in the whole network.
        let numbers: [Int]
        var isWhole: Bool { numbers.count == wholeCount }
        let wholeCount: Int
    }

    struct UnitPicture: Sendable {
        let network: UnitNetwork
        let level: UnitLevel
        let positions: [PlanePoint]
        let width: Double
        let height: Double

        /// Only the strongest lines: with all of them a dense network would be a tangle.
        var drawnLines: ArraySlice<UnitNetwork.Line> { network.lines.prefix(10 + network.nodes.count * 5 / 2) }
    }

    let network: CooperationNetwork
    let analysis: NetworkAnalysis
    let summary: NetworkSummary
    let picture: Picture
    /// Institutions of the unit and types asked about that have no agreement in the network, by type, most first. Empty for a
    /// network round one institution.
    let isolated: [(type: InstitutionType, count: Int)]
    /// Some of them, by type and id; places in the registry.
    let isolatedSample: [Int]

    /// From how many institutions on a picture would be a tangle.
    static let largestDrawing = CooperationNetwork.focusLimit
    private static let largestUnitCount = 150
    private static let sampleSize = 24
    /// The types that agreements are usual for, in which order they are named.
    private static let namedFirst: [InstitutionType] = [.ops, .cus, .pcpr, .pup, .ngo]

    init(_ registry: AgreementRegistry, _ filter: NetworkFilter, _ territory: Territory) {
        let network = CooperationNetwork(registry, filter: filter)
        let analysis = NetworkAnalysis(network)
        self.network = network
        self.analysis = analysis
        summary = NetworkSummary(network, analysis, registry)
        picture = Self.picture(network, analysis, registry, territory)
        (isolated, isolatedSample) = filter.focus == nil ? Self.isolated(network, registry) : ([], [])
    }

    /// What it takes in memory, for the budget of a cache.
    var costBytes: Int { 4_096 + network.institutions.count * 200 + network.ties.reduce(0) { $0 + 120 + 24 * $1.members.count } }

    private static func picture(
        _ network: CooperationNetwork, _ analysis: NetworkAnalysis, _ registry: AgreementRegistry, _ territory: Territory
    ) -> Picture {
        let count = network.institutions.count
        if count == 0 { return .empty }
        if count <= largestDrawing {
            return .institutions(
                NetworkPart(
                    network: network, drawing: NetworkDrawing(network, analysis: analysis), numbers: Array(0..<count), wholeCount: count))
        }
        let unit = network.filter.unit
        if unit?.level != .gmina {
            let level: UnitLevel =
                switch unit?.level {
                case .wojewodztwo: .powiat
                case .powiat: .gmina
                default: .powiat
                }
            let units = UnitNetwork(network, in: registry, level: level, within: unit)
            if units.nodes.count <= largestUnitCount { return .units(unitPicture(units, level, territory, within: unit)) }
            return .units(unitPicture(UnitNetwork(network, in: registry, level: .wojewodztwo, within: unit), .wojewodztwo, territory, within: nil))
        }
        let order = (0..<count).sorted { a, b in
            analysis.weightedDegrees[a] != analysis.weightedDegrees[b] ? analysis.weightedDegrees[a] > analysis.weightedDegrees[b] : a < b
        }
        let numbers = order.prefix(largestDrawing).sorted()
        let part = network.restricted(to: numbers)
        return .institutions(
            NetworkPart(
                network: part, drawing: NetworkDrawing(part, analysis: NetworkAnalysis(part, betweennessWork: 0)), numbers: numbers, wholeCount: count))
    }

    /// Units stand where they lie, with room between them; what lies outside the unit asked about stands round it, in its direction.
    private static func unitPicture(_ units: UnitNetwork, _ level: UnitLevel, _ territory: Territory, within unit: TERYTCode?) -> UnitPicture {
        let places = units.nodes.map { territory.unit($0.code)?.labelPoint }
        let isInside = units.nodes.map { node in unit.map { node.code.isWithin($0) } ?? true }
        let inside = zip(places, isInside).compactMap { $1 ? $0 : nil }
        let (west, east) = (inside.map(\.longitude).min() ?? 14, inside.map(\.longitude).max() ?? 24)
        let (south, north) = (inside.map(\.latitude).min() ?? 49, inside.map(\.latitude).max() ?? 55)
        let shrink = cos((south + north) / 2 * .pi / 180)
        let (wide, high) = (max((east - west) * shrink, 0.05), max(north - south, 0.05))
        let hasOutside = isInside.contains(false)
        let scale = min((hasOutside ? 620 : 860) / wide, (hasOutside ? 400 : 620) / high)
        let middle = PlanePoint(x: wide * scale / 2, y: high * scale / 2)
        let ring = (x: middle.x + 150, y: middle.y + 110)
        let points = zip(places, isInside).map { place, isInside in
            let point = PlanePoint(x: ((place?.longitude ?? east) - west) * shrink * scale, y: (north - (place?.latitude ?? south)) * scale)
            guard !isInside else { return point }
            let (dx, dy) = (point.x - middle.x, point.y - middle.y)
            let reach = max(((dx / ring.x) * (dx / ring.x) + (dy / ring.y) * (dy / ring.y)).squareRoot(), 1e-6)
            return PlanePoint(x: middle.x + dx / reach, y: middle.y + dy / reach)
        }
        let parted = UnitNetwork.parted(points, least: level == .wojewodztwo ? 110 : 66)
        let (left, top) = (parted.map(\.x).min() ?? 0, parted.map(\.y).min() ?? 0)
        let (right, bottom) = (parted.map(\.x).max() ?? 0, parted.map(\.y).max() ?? 0)
        let margin = (x: 90.0, y: 48.0)
        return UnitPicture(
            network: units, level: level, positions: parted.map { PlanePoint(x: $0.x - left + margin.x, y: $0.y - top + margin.y) },
            width: max(right - left + 2 * margin.x, 640), height: bottom - top + 2 * margin.y)
    }

    private static func isolated(
        _ network: CooperationNetwork, _ registry: AgreementRegistry
    ) -> ([(type: InstitutionType, count: Int)], [Int]) {
        func rank(_ type: InstitutionType) -> Int { namedFirst.firstIndex(of: type) ?? namedFirst.count }
        let order = network.untied(in: registry, sample: sampleSize).sorted { a, b in
            if rank(a.type) != rank(b.type) { return rank(a.type) < rank(b.type) }
            return a.count != b.count ? a.count > b.count : a.type.rawValue < b.type.rawValue
        }
        return (order.map { ($0.type, $0.count) }, Array(order.lazy.flatMap(\.sample).prefix(sampleSize)))
    }
}

/// Networks that were asked for lately. A version of agreements and institutions is part of the name: none ever has to go.
final class KnownNetworks: Sendable {
    private struct Key: Hashable {
        let version: String
        let filter: NetworkFilter
    }

    private struct ConnectionKey: Hashable {
        let network: Key
        let groups: [Int]
    }

    private static let budgetBytes = 24 << 20
    private let networks = LeastRecentlyUsed<Key, NetworkModel>(budget: budgetBytes) { $0.costBytes }
    private let connections = LeastRecentlyUsed<ConnectionKey, [GroupConnection]>(capacity: 256)

    func network(_ filter: NetworkFilter, _ registry: AgreementRegistry, in snapshot: AtlasSnapshot) -> NetworkModel {
        let key = Key(version: snapshot.registryVersion, filter: filter)
        if let known = networks[key] { return known }
        let made = NetworkModel(registry, filter, snapshot.territory)
        networks.store(made, for: key)
        return made
    }

    /// Who could connect two groups of a network.
    func connections(_ groups: [Int], _ model: NetworkModel, _ registry: AgreementRegistry, in snapshot: AtlasSnapshot) -> [GroupConnection] {
        let key = ConnectionKey(network: Key(version: snapshot.registryVersion, filter: model.network.filter), groups: groups)
        if let known = connections[key] { return known }
        let connector = GroupConnector(
            registry: registry, network: model.network, analysis: model.analysis, neighbours: snapshot.touchingPowiats)
        let made = groups.count == 2 ? connector.connections(groups[0], groups[1]) : []
        connections.store(made, for: key)
        return made
    }
}

extension AtlasSnapshot {
    /// By the stem of a powiat the stems of those that touch it.
    var touchingPowiats: [String: Set<String>] {
        let units = territory.units(at: .powiat)
        let weights = spatialWeights(level: .powiat)
        return Dictionary(
            zip(units, weights.neighbours).map { unit, touching in (unit.unit.code.stem, Set(touching.map { units[$0].unit.code.stem })) },
            uniquingKeysWith: { first, _ in first })
    }
}
