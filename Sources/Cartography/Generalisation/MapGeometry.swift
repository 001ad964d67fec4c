// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TileGeometry

/// A topology made ready for drawing: its arcs in Web Mercator, generalised for each zoom when that zoom is
/// first asked for. Raster tiles, vector tiles and printed maps share it, and so share their borders.
public final class MapGeometry: Sendable {
    public let topology: Topology
    private let projected: Lazy<[[Point]]>
    private let generalised: Lazy<[[[Point]]]>

    /// From this zoom on the arcs are drawn as they are: a pixel is then some 50 m, finer than the
    /// generalised boundaries that an atlas holds.
    static let fullDetailZoom = 10

    public init(topology: Topology) {
        self.topology = topology
        let full = Lazy { Self.project(topology.arcs) }
        projected = full
        // All zooms at once: the detail of one is made of that of the next, in the time that one alone would take.
        generalised = Lazy {
            let tolerances = (0..<Self.fullDetailZoom).map { Self.toleranceSquareMeters(zoom: $0) }
            let simplified = TopologySimplifier.simplify(topology, tolerancesSquareMeters: tolerances.reversed())
            let projected = full.value
            return simplified.reversed().map { Self.select($0.arcs, from: topology.arcs, projected: projected) }
        }
    }

    /// The arcs in the order of the topology, in the unit square of `WebMercator`, generalised so that
    /// nothing of half a pixel of a 256-pixel tile is lost.
    func arcs(zoom: Int) -> [[Point]] {
        zoom < Self.fullDetailZoom ? generalised.value[max(zoom, 0)] : projected.value
    }

    /// A triangle with a base of a pixel and a height of half a pixel, at the latitude of 52°.
    static func toleranceSquareMeters(zoom: Int) -> Double {
        let pixel = WebMercator.groundMeters(atLatitude: 52) / 256 / Double(1 << zoom)
        return pixel * pixel / 4
    }

    /// The projected points of arcs that are made of some of the points of others.
    private static func select(_ arcs: [[Point]], from full: [[Point]], projected: [[Point]]) -> [[Point]] {
        zip(arcs, zip(full, projected)).map { arc, source in
            if arc.count == source.0.count { return source.1 }
            var index = -1
            return arc.map { point in
                repeat { index += 1 } while source.0[index] != point
                return source.1[index]
            }
        }
    }

    private static func project(_ arcs: [[Point]]) -> [[Point]] {
        arcs.map { $0.map { WebMercator.project(longitude: $0.x, latitude: $0.y) } }
    }
}

/// A value made when it is first asked for. Others that ask meanwhile wait for it.
final class Lazy<Value: Sendable>: Sendable {
    private let state: Mutex<Value?>
    private let make: @Sendable () -> Value

    init(_ make: @escaping @Sendable () -> Value) {
        state = Mutex(nil)
        self.make = make
    }

    var value: Value {
        state.withLock { state in
            if let value = state { return value }
            let value = make()
            state = value
            return value
        }
    }
}
