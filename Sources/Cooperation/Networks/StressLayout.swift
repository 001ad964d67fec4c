// SPDX-License-Identifier: Apache-2.0

/// Places the vertices of one connected graph so that distances on the plane are as near as can be to distances along lines: the
/// springs of Kamada and Kawai (1989), brought to rest by majorization (Gansner, Koren and North 2004), from a start by classical
/// scaling. Nothing is left to chance.
struct StressLayout {
    /// In the order of `vertices`, in pixels, the first axis the longest.
    let positions: [PlanePoint]

    /// More would not be drawn.
    static let largest = 900
    private static let rounds = 60

    /// - Parameters:
    ///   - vertices: of one connected component.
    ///   - neighbours: by vertex, of the whole graph.
    ///   - spacing: pixels for a line of length 1.
    init(vertices: [Int], neighbours: [[Int]], spacing: Double) {
        let count = vertices.count
        guard count > 1 else {
            positions = vertices.map { _ in PlanePoint(x: 0, y: 0) }
            return
        }
        guard count <= Self.largest else {
            positions = Self.grid(count, spacing: spacing)
            return
        }
        let places = Dictionary(uniqueKeysWithValues: vertices.enumerated().map { ($0.element, $0.offset) })
        let local = vertices.map { neighbours[$0].compactMap { places[$0] } }
        let distances = Self.distances(local)
        var x = [Double](repeating: 0, count: count)
        var y = [Double](repeating: 0, count: count)
        Self.scale(distances, count, &x, &y)
        Self.majorize(distances, count, &x, &y)
        for vertex in 0..<count {
            x[vertex] *= spacing
            y[vertex] *= spacing
        }
        Self.part(&x, &y, least: spacing * 0.5)
        positions = zip(x, y).map { PlanePoint(x: $0, y: $1) }
    }

    private static func grid(_ count: Int, spacing: Double) -> [PlanePoint] {
        let columns = Int(Double(count).squareRoot().rounded(.up))
        return (0..<count).map { PlanePoint(x: Double($0 % columns) * spacing, y: Double($0 / columns) * spacing) }
    }

    /// Shortest ways between all vertices, row by row. Lines at a vertex with many of them are longer, so that their ends find room
    /// round it.
    private static func distances(_ neighbours: [[Int]]) -> [Double] {
        let count = neighbours.count
        var lengths: [[Double]] = []
        for (vertex, row) in neighbours.enumerated() {
            lengths.append(row.map { 1 + 0.075 * Double(max(0, max(neighbours[vertex].count, neighbours[$0].count) - 6)) })
        }
        var all = [Double](repeating: .infinity, count: count * count)
        var heap = DistanceHeap()
        for source in 0..<count {
            let row = source * count
            all[row + source] = 0
            heap.push(0, source)
            while let (distance, vertex) = heap.pop() {
                if distance > all[row + vertex] { continue }
                for (place, other) in neighbours[vertex].enumerated() {
                    let reached = distance + lengths[vertex][place]
                    if reached < all[row + other] {
                        all[row + other] = reached
                        heap.push(reached, other)
                    }
                }
            }
        }
        return all
    }

    /// Classical scaling: the two leading eigenvectors of the doubly centred squared distances, by power iteration.
    private static func scale(_ distances: [Double], _ count: Int, _ x: inout [Double], _ y: inout [Double]) {
        var centred = distances.map { -$0 * $0 / 2 }
        let means = (0..<count).map { row in centred[(row * count)..<((row + 1) * count)].reduce(0, +) / Double(count) }
        let mean = means.reduce(0, +) / Double(count)
        for row in 0..<count { for column in 0..<count { centred[row * count + column] += mean - means[row] - means[column] } }
        var first: [Double] = []
        for axis in 0..<2 {
            // Any start that no symmetry of a graph has.
            var vector = (0..<count).map { Double((($0 + 1) * 7_919 * (axis + 3)) % 104_729) / 104_729 - 0.5 }
            var value = 0.0
            for _ in 0..<40 {
                if axis == 1 {
                    let shared = zip(vector, first).reduce(0) { $0 + $1.0 * $1.1 }
                    for place in 0..<count { vector[place] -= shared * first[place] }
                }
                var product = [Double](repeating: 0, count: count)
                for row in 0..<count {
                    var sum = 0.0
                    let start = row * count
                    for column in 0..<count { sum += centred[start + column] * vector[column] }
                    product[row] = sum
                }
                let length = product.reduce(0) { $0 + $1 * $1 }.squareRoot()
                guard length > 1e-9 else { break }
                value = length
                for place in 0..<count { vector[place] = product[place] / length }
            }
            if axis == 0 { first = vector }
            // Leaves of one vertex lie on one point: the least bit apart, majorization can part them.
            let factor = value.squareRoot()
            for place in 0..<count {
                let nudge = Double((place * 2_654_435_761 + axis * 40_503) % 1_000) / 1_000 - 0.5
                if axis == 0 { x[place] = vector[place] * factor + nudge * 0.1 } else { y[place] = vector[place] * factor + nudge * 0.1 }
            }
        }
    }

    /// Each round puts every vertex where its springs, weighted by the inverse square of their lengths, are at rest.
    private static func majorize(_ distances: [Double], _ count: Int, _ x: inout [Double], _ y: inout [Double]) {
        let rounds = count > 250 ? rounds / 2 : rounds
        for _ in 0..<rounds {
            var moved = 0.0
            for vertex in 0..<count {
                var (sumX, sumY, weights) = (0.0, 0.0, 0.0)
                let row = vertex * count
                for other in 0..<count where other != vertex {
                    let wanted = distances[row + other]
                    let weight = 1 / (wanted * wanted)
                    let (dx, dy) = (x[vertex] - x[other], y[vertex] - y[other])
                    let actual = (dx * dx + dy * dy).squareRoot()
                    let pull = actual > 1e-9 ? wanted / actual : 0
                    sumX += weight * (x[other] + dx * pull)
                    sumY += weight * (y[other] + dy * pull)
                    weights += weight
                }
                let (newX, newY) = (sumX / weights, sumY / weights)
                moved = max(moved, abs(newX - x[vertex]), abs(newY - y[vertex]))
                x[vertex] = newX
                y[vertex] = newY
            }
            if moved < 0.002 { break }
        }
    }

    /// Pushes vertices apart that lie closer than their symbols and names can stand.
    private static func part(_ x: inout [Double], _ y: inout [Double], least: Double) {
        for _ in 0..<25 {
            var isCrowded = false
            for vertex in x.indices {
                for other in x.indices where other > vertex {
                    var (dx, dy) = (x[other] - x[vertex], y[other] - y[vertex])
                    guard abs(dx) < least, abs(dy) < least else { continue }
                    var distance = (dx * dx + dy * dy).squareRoot()
                    guard distance < least else { continue }
                    if distance < 1e-6 { (dx, dy, distance) = (1, Double(vertex % 3) - 1, 1.5) }
                    let push = (least - min(distance, least)) / 2 / distance
                    x[vertex] -= dx * push
                    y[vertex] -= dy * push
                    x[other] += dx * push
                    y[other] += dy * push
                    isCrowded = true
                }
            }
            if !isCrowded { break }
        }
    }

    /// Points such as the middles of units, moved only so far that there is room between them.
    static func parted(_ points: [PlanePoint], least: Double) -> [PlanePoint] {
        var (x, y) = (points.map(\.x), points.map(\.y))
        part(&x, &y, least: least)
        return zip(x, y).map { PlanePoint(x: $0, y: $1) }
    }
}

/// The nearest vertex first (a binary heap).
private struct DistanceHeap {
    private var entries: [(Double, Int)] = []

    mutating func push(_ distance: Double, _ vertex: Int) {
        entries.append((distance, vertex))
        var place = entries.count - 1
        while place > 0, entries[place].0 < entries[(place - 1) / 2].0 {
            entries.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func pop() -> (Double, Int)? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            var least = place
            if left < entries.count, entries[left].0 < entries[least].0 { least = left }
            if right < entries.count, entries[right].0 < entries[least].0 { least = right }
            if least == place { return first }
            entries.swapAt(place, least)
            place = least
        }
    }
}
