// SPDX-License-Identifier: Apache-2.0

import Testing

/// Equal to within a part in 10¹⁰, or by the given tolerance.
func isClose(_ a: Double?, _ b: Double, within tolerance: Double = 1e-10) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= tolerance * max(1, abs(b))
}

func areClose(_ a: [Double?], _ b: [Double?], within tolerance: Double = 1e-10) -> Bool {
    a.count == b.count
        && zip(a, b).allSatisfy { left, right in
            guard let right else { return left == nil }
            return isClose(left, right, within: tolerance)
        }
}
