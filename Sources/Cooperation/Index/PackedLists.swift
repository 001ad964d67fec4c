// SPDX-License-Identifier: Apache-2.0

/// Lists of numbers, one after the other in one array.
struct PackedLists: Sendable {
    private let starts: [Int32]
    private let numbers: [Int32]

    init(_ lists: [[Int32]]) {
        var starts: [Int32] = [0]
        var numbers: [Int32] = []
        starts.reserveCapacity(lists.count + 1)
        for list in lists {
            numbers += list
            starts.append(Int32(numbers.count))
        }
        (self.starts, self.numbers) = (starts, numbers)
    }

    subscript(list: Int) -> ArraySlice<Int32> { numbers[Int(starts[list])..<Int(starts[list + 1])] }

    /// How often each number stands in some of the lists.
    /// - Parameter count: how many numbers there are.
    func counts(of lists: [Int], among count: Int) -> [Int32] {
        var counts = [Int32](repeating: 0, count: count)
        for list in lists { for number in self[list] { counts[Int(number)] += 1 } }
        return counts
    }
}
