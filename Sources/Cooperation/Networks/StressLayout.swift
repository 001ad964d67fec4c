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
        let resting = Self.rest(distances, count)
        var x = resting.x.map { Double($0) * spacing }
        var y = resting.y.map { Double($0) * spacing }
        Self.part(&x, &y, least: spacing * 0.5)
        positions = zip(x, y).map { PlanePoint(x: $0, y: $1) }
    }

    private static func grid(_ count: Int, spacing: Double) -> [PlanePoint] {
        let columns = Int(Double(count).squareRoot().rounded(.up))
        return (0..<count).map { PlanePoint(x: Double($0 % columns) * spacing, y: Double($0 / columns) * spacing) }
    }

    /// Shortest ways between all vertices, row by row. Lines at a vertex with many of them are longer, so that their ends find room
    /// round it. Lengths are small whole numbers of fortieths, so vertices wait in a circle of buckets by their distance (Dial 1969).
    private static func distances(_ neighbours: [[Int]]) -> [Double] {
        let count = neighbours.count
        let (unit, more) = (40, 3)
        var lengths: [[Int]] = []
        for (vertex, row) in neighbours.enumerated() {
            lengths.append(row.map { unit + more * max(0, max(neighbours[vertex].count, neighbours[$0].count) - 6) })
        }
        let circle = (lengths.lazy.compactMap { $0.max() }.max() ?? unit) + 1
        var buckets = [[Int]](repeating: [], count: circle)
        var all = [Double](repeating: .infinity, count: count * count)
        var reached = [Int](repeating: .max, count: count)
        for source in 0..<count {
            for vertex in 0..<count { reached[vertex] = .max }
            reached[source] = 0
            buckets[0].append(source)
            var (waiting, distance) = (1, 0)
            while waiting > 0 {
                let bucket = distance % circle
                // Every line is longer than nothing: nobody joins the bucket that is emptied.
                for vertex in buckets[bucket] where reached[vertex] == distance {
                    for (place, other) in neighbours[vertex].enumerated() {
                        let farther = distance + lengths[vertex][place]
                        if farther < reached[other] {
                            reached[other] = farther
                            buckets[farther % circle].append(other)
                            waiting += 1
                        }
                    }
                }
                waiting -= buckets[bucket].count
                buckets[bucket].removeAll(keepingCapacity: true)
                distance += 1
            }
            for vertex in 0..<count where reached[vertex] < .max { all[source * count + vertex] = Double(reached[vertex]) / Double(unit) }
        }
        return all
    }

    // MARK: Springs

    /// Four numbers at a time: what is drawn needs no more than the precision of a pixel, and a page is not to wait for it.
    private typealias Four = SIMD4<Float>

    /// A vector or a row, filled up with zeroes.
    private static func fours(_ values: some Sequence<Float>) -> [Four] {
        var made: [Four] = []
        var (next, lane) = (Four.zero, 0)
        for value in values {
            next[lane] = value
            lane += 1
            if lane == 4 {
                made.append(next)
                (next, lane) = (.zero, 0)
            }
        }
        if lane > 0 { made.append(next) }
        return made
    }

    private static func singles(_ fours: [Four], _ count: Int) -> [Float] { (0..<count).map { fours[$0 / 4][$0 % 4] } }

    /// Where the springs come to rest, for lines of length 1.
    private static func rest(_ distances: [Double], _ count: Int) -> (x: [Float], y: [Float]) {
        var (x, y) = scale(distances, count)
        majorize(distances, count, &x, &y)
        return (singles(x, count), singles(y, count))
    }

    /// Classical scaling: the two leading eigenvectors of the doubly centred squared distances, by power iteration.
    private static func scale(_ distances: [Double], _ count: Int) -> (x: [Four], y: [Four]) {
        var means = [Double](repeating: 0, count: count)
        for row in 0..<count {
            var sum = 0.0
            for column in 0..<count { sum -= distances[row * count + column] * distances[row * count + column] / 2 }
            means[row] = sum / Double(count)
        }
        let mean = means.reduce(0, +) / Double(count)
        var centred: [Four] = []
        let width = (count + 3) / 4
        centred.reserveCapacity(count * width)
        for row in 0..<count {
            centred += fours((0..<count).lazy.map { column in
                let distance = distances[row * count + column]
                return Float(mean - distance * distance / 2 - means[row] - means[column])
            })
        }
        var first: [Four] = []
        var axes: [[Four]] = []
        for axis in 0..<2 {
            // Any start that no symmetry of a graph has.
            var vector = fours((0..<count).lazy.map { Float((($0 + 1) * 7_919 * (axis + 3)) % 104_729) / 104_729 - 0.5 })
            var value: Float = 0
            for _ in 0..<40 {
                if axis == 1 {
                    var shared = Four.zero
                    for place in 0..<width { shared += vector[place] * first[place] }
                    for place in 0..<width { vector[place] -= shared.sum() * first[place] }
                }
                var product = [Four](repeating: .zero, count: width)
                for row in 0..<count {
                    var sum = Four.zero
                    let start = row * width
                    for column in 0..<width { sum += centred[start + column] * vector[column] }
                    product[row / 4][row % 4] = sum.sum()
                }
                let length = product.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
                guard length > 1e-6 else { break }
                value = length
                for place in 0..<width { vector[place] = product[place] / length }
            }
            if axis == 0 { first = vector }
            // Leaves of one vertex lie on one point: the least bit apart, majorization can part them.
            let factor = value.squareRoot()
            let nudges = fours((0..<count).lazy.map { Float(($0 * 2_654_435_761 + axis * 40_503) % 1_000) / 1_000 - 0.5 })
            axes.append(zip(vector, nudges).map { $0 * factor + $1 * 0.1 })
        }
        return (axes[0], axes[1])
    }

    /// Each round puts every vertex where its springs, weighted by the inverse square of their lengths, are at rest.
    private static func majorize(_ distances: [Double], _ count: Int, _ x: inout [Four], _ y: inout [Four]) {
        let rounds = count > 250 ? rounds / 2 : rounds
        let width = x.count
        // Of a vertex and itself there is no spring, nor of one and what rows are filled up with.
        var inverses: [Four] = []
        inverses.reserveCapacity(count * width)
        for row in 0..<count {
            inverses += fours((0..<count).lazy.map { $0 == row ? 0 : Float(1 / distances[row * count + $0]) })
        }
        let weights = (0..<count).map { row in inverses[(row * width)..<((row + 1) * width)].reduce(0) { $0 + ($1 * $1).sum() } }
        let least = Four(repeating: 1e-12)
        for _ in 0..<rounds {
            var moved: Float = 0
            for vertex in 0..<count {
                let (ownX, ownY) = (x[vertex / 4][vertex % 4], y[vertex / 4][vertex % 4])
                var (sumX, sumY) = (Four.zero, Four.zero)
                let row = vertex * width
                for place in 0..<width {
                    let inverse = inverses[row + place]
                    let (otherX, otherY) = (x[place], y[place])
                    let (dx, dy) = (ownX - otherX, ownY - otherY)
                    // The weight times the wanted length over the actual one.
                    let pull = inverse / (dx * dx + dy * dy + least).squareRoot()
                    let weight = inverse * inverse
                    sumX += weight * otherX + dx * pull
                    sumY += weight * otherY + dy * pull
                }
                let (newX, newY) = (sumX.sum() / weights[vertex], sumY.sum() / weights[vertex])
                moved = max(moved, abs(newX - ownX), abs(newY - ownY))
                x[vertex / 4][vertex % 4] = newX
                y[vertex / 4][vertex % 4] = newY
            }
            if moved < 0.002 { break }
        }
    }

    /// Pushes vertices apart that lie closer than their symbols and names can stand. From left to right: only those within reach are
    /// compared. A round that moves nothing has seen all pairs, as the order then holds to its end.
    private static func part(_ x: inout [Double], _ y: inout [Double], least: Double) {
        var order = Array(x.indices)
        for _ in 0..<25 {
            order.sort { x[$0] != x[$1] ? x[$0] < x[$1] : $0 < $1 }
            var isCrowded = false
            for place in order.indices {
                let vertex = order[place]
                for next in (place + 1)..<order.endIndex {
                    let other = order[next]
                    var (dx, dy) = (x[other] - x[vertex], y[other] - y[vertex])
                    guard dx < least else { break }
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
