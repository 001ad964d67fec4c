// SPDX-License-Identifier: Apache-2.0

/// A network as points and lines on a plane. Ties of two or three institutions are lines between them; a tie of more is a star: a hub
/// of its own with a line to each. The same network always gives the same drawing.
public struct NetworkDrawing: Sendable {
    public struct Line: Sendable, Hashable {
        /// Numbers of vertices, the smaller first.
        public let from: Int
        public let to: Int
        /// How many agreements it stands for.
        public internal(set) var agreements: Int
        /// The closest form, 1…6, as `CooperationForm.step` numbers them.
        public internal(set) var step: Int
    }

    /// From this many institutions on a tie is a star.
    public static let starSize = 4

    /// Vertices are the institutions of the network in its order, then hubs.
    public let institutionCount: Int
    /// The ties that the hubs stand for.
    public let hubs: [Int]
    /// By `from`, then `to`.
    public let lines: [Line]
    /// By vertex, in pixels at full size.
    public let positions: [PlanePoint]
    public let width: Double
    public let height: Double

    public init(_ network: CooperationNetwork, analysis: NetworkAnalysis) {
        let count = network.institutions.count
        institutionCount = count
        let (hubs, lines) = Self.lines(of: network)
        self.hubs = hubs
        self.lines = lines
        var vertices = analysis.groups
        for (hub, tie) in hubs.enumerated() {
            if let member = network.ties[tie].members.first { vertices[analysis.groupOf[member]].append(count + hub) }
        }
        var neighbours = [[Int]](repeating: [], count: count + hubs.count)
        for line in lines {
            neighbours[line.from].append(line.to)
            neighbours[line.to].append(line.from)
        }
        var pieces: [PackedShapes.Shape] = []
        var positions = [PlanePoint](repeating: PlanePoint(x: 0, y: 0), count: count + hubs.count)
        for group in vertices {
            let shape = StressLayout(vertices: group, neighbours: neighbours, spacing: Self.spacing).positions
            for (vertex, point) in zip(group, shape) { positions[vertex] = point }
            pieces.append(PackedShapes.Shape(shape))
        }
        let packed = PackedShapes(pieces, margin: Self.margin)
        for (group, shift) in zip(vertices, packed.shifts) {
            for vertex in group { positions[vertex] = PlanePoint(x: positions[vertex].x + shift.x, y: positions[vertex].y + shift.y) }
        }
        self.positions = positions
        width = packed.width
        height = packed.height
    }

    /// The distance of partners, in pixels.
    private static let spacing = 78.0
    /// Room round a group for symbols and names.
    private static let margin = (x: 56.0, y: 34.0)

    /// The hubs and lines of a network without their places: what files hold.
    public static func lines(of network: CooperationNetwork) -> (hubs: [Int], lines: [Line]) {
        struct Pair: Hashable {
            let from: Int
            let to: Int
        }
        var hubs: [Int] = []
        var lines: [Pair: Line] = [:]
        func add(_ from: Int, _ to: Int, _ tie: CooperationNetwork.Tie) {
            let pair = Pair(from: from, to: to)
            var line = lines[pair] ?? Line(from: from, to: to, agreements: 0, step: 0)
            line.agreements += tie.agreements.count
            line.step = max(line.step, tie.form.step)
            lines[pair] = line
        }
        for (number, tie) in network.ties.enumerated() {
            if tie.members.count >= starSize {
                let hub = network.institutions.count + hubs.count
                hubs.append(number)
                for member in tie.members { add(member, hub, tie) }
            } else {
                for (place, member) in tie.members.enumerated() { for other in tie.members[(place + 1)...] { add(member, other, tie) } }
            }
        }
        return (hubs, lines.values.sorted { $0.from != $1.from ? $0.from < $1.from : $0.to < $1.to })
    }
}

/// A point of a drawing, y downwards.
public struct PlanePoint: Sendable, Hashable {
    public var x: Double
    public var y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// Shapes set side by side in rows, the highest first.
struct PackedShapes {
    struct Shape {
        let minimum: PlanePoint
        let maximum: PlanePoint

        init(_ points: [PlanePoint]) {
            minimum = PlanePoint(x: points.map(\.x).min() ?? 0, y: points.map(\.y).min() ?? 0)
            maximum = PlanePoint(x: points.map(\.x).max() ?? 0, y: points.map(\.y).max() ?? 0)
        }
    }

    private(set) var shifts: [PlanePoint] = []
    let width: Double
    let height: Double

    /// Wide pictures suit screens and the narrow side of a printed page.
    private static let ratio = 1.6
    private static let smallestWidth = 640.0

    init(_ shapes: [Shape], margin: (x: Double, y: Double)) {
        let sizes = shapes.map { (width: $0.maximum.x - $0.minimum.x + 2 * margin.x, height: $0.maximum.y - $0.minimum.y + 2 * margin.y) }
        let area = sizes.reduce(0) { $0 + $1.width * $1.height }
        let wanted = max(Self.smallestWidth, (area * Self.ratio).squareRoot() * 1.1, sizes.map(\.width).max() ?? 0)
        shifts = [PlanePoint](repeating: PlanePoint(x: 0, y: 0), count: shapes.count)
        let order = shapes.indices.sorted { sizes[$0].height != sizes[$1].height ? sizes[$0].height > sizes[$1].height : $0 < $1 }
        var (x, y, rowHeight, used) = (0.0, 0.0, 0.0, 0.0)
        for shape in order {
            if x > 0, x + sizes[shape].width > wanted {
                y += rowHeight
                (x, rowHeight) = (0, 0)
            }
            shifts[shape] = PlanePoint(x: x + margin.x - shapes[shape].minimum.x, y: y + margin.y - shapes[shape].minimum.y)
            x += sizes[shape].width
            used = max(used, x)
            rowHeight = max(rowHeight, sizes[shape].height)
        }
        width = max(used, Self.smallestWidth)
        height = y + rowHeight
        // A lone small network stands in the middle.
        let inset = (width - used) / 2
        if inset > 0 { for shape in shifts.indices { shifts[shape].x += inset } }
    }
}
