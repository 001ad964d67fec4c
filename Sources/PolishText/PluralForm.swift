// SPDX-License-Identifier: Apache-2.0

/// The form of a Polish noun after a whole number: 1 gmina, 2 gminy, 5 gmin.
public enum PolishPlural: Sendable, Hashable, CaseIterable {
    /// 1 only: `gmina`.
    case one
    /// Numbers that end in 2, 3 or 4, but not in 12, 13 or 14: `gminy`.
    case few
    /// All other whole numbers: `gmin`.
    case many

    /// The form after `count`; the sign does not matter.
    public init(_ count: Int) {
        let magnitude = count.magnitude
        switch (magnitude, magnitude % 10, magnitude % 100) {
        case (1, _, _): self = .one
        case (_, 2...4, let lastTwo) where !(12...14).contains(lastTwo): self = .few
        default: self = .many
        }
    }

    /// The one of three forms that stands after the number.
    public func choose<Form>(_ one: Form, _ few: Form, _ many: Form) -> Form {
        switch self {
        case .one: one
        case .few: few
        case .many: many
        }
    }
}
