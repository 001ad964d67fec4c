// SPDX-License-Identifier: Apache-2.0

/// The territory of a regional adviser. Sectors cut across powiats: each is a set of powiats, of gminas, and
/// of parts of powiats whose gminas nobody has named yet.
public struct AdviserSector: Sendable, Hashable {
    /// A piece of a sector.
    public struct Part: Sendable, Hashable {
        /// A powiat or a gmina.
        public let code: TERYTCode
        /// What the source calls it: `południowa część powiatu kieleckiego`.
        public let name: String
        /// Whether the whole unit belongs to the sector; a part of a powiat whose gminas are not named does not
        /// say of any gmina that it belongs.
        public let isWhole: Bool

        public init(code: TERYTCode, name: String, isWhole: Bool) {
            self.code = code
            self.name = name
            self.isWhole = isWhole
        }
    }

    /// Whether a place belongs to a sector.
    public enum Membership: Sendable, Hashable {
        case member
        /// A part of the place's powiat belongs, and the source does not say which gminas.
        case possible
        case outside
    }

    /// The województwo whose advisers these are.
    public let region: TERYTCode
    public let number: Int
    public let parts: [Part]
    public let sourceID: String

    public init(region: TERYTCode, number: Int, parts: [Part], sourceID: String) {
        self.region = region
        self.number = number
        self.parts = parts
        self.sourceID = sourceID
    }

    public func membership(of code: TERYTCode) -> Membership {
        if parts.contains(where: { $0.isWhole && code.isWithin($0.code) }) { return .member }
        if parts.contains(where: { !$0.isWhole && code.isWithin($0.code) }) { return .possible }
        return .outside
    }
}

extension Sequence where Element == AdviserSector {
    /// The sector of a place, or those it may belong to when the source leaves it open.
    public func sectors(for code: TERYTCode) -> (certain: AdviserSector?, possible: [AdviserSector]) {
        let certain = first { $0.membership(of: code) == .member }
        return (certain, certain != nil ? [] : filter { $0.membership(of: code) == .possible })
    }
}
