// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Which agreements and institutions a network is made of.
public struct NetworkFilter: Sendable, Hashable {
    /// Only agreements that are valid on it.
    public var day: Period
    /// Only agreements that bind an institution with its seat in the unit; partners elsewhere belong to the network too.
    public var unit: TERYTCode?
    /// Only institutions of these types; empty means all.
    public var types: Set<InstitutionType>
    /// Only agreements of this form or a closer one.
    public var minimumForm: CooperationForm?
    /// Only agreements about one of these; empty means all, with or without a programme.
    public var programmes: Set<JointProgramme>
    /// Only what lies around one institution.
    public var focus: Focus?

    /// An institution and how far from it the network reaches.
    public struct Focus: Sendable, Hashable {
        public static let depths = 1...3

        public let institution: InstitutionID
        /// 1: its partners; 2: their partners too; 3: and theirs.
        public let depth: Int

        /// - Parameter depth: brought into `depths`.
        public init(_ institution: InstitutionID, depth: Int = 1) {
            self.institution = institution
            self.depth = min(max(depth, Self.depths.lowerBound), Self.depths.upperBound)
        }
    }

    public init(
        day: Period, unit: TERYTCode? = nil, types: Set<InstitutionType> = [], minimumForm: CooperationForm? = nil,
        programmes: Set<JointProgramme> = [], focus: Focus? = nil
    ) {
        self.day = day
        self.unit = unit
        self.types = types
        self.minimumForm = minimumForm
        self.programmes = programmes
        self.focus = focus
    }
}
