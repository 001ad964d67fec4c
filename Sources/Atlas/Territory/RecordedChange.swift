// SPDX-License-Identifier: Apache-2.0

/// What a table of changes says of one change: the day on which it took effect and who gave area to whom.
public struct RecordedChange: Sendable, Hashable {
    /// The row of the table, for messages.
    public let line: Int
    public let day: Period
    public let kind: UnitChange.Kind
    /// The unit before: that was split, abolished, renamed, or joined to another.
    public let from: TERYTCode?
    /// The unit after: that was created, or took area in.
    public let to: TERYTCode?
    /// The share of the area of `from` that passed to `to`, 0…1.
    public let share: Double?

    public init(line: Int = 0, day: Period, kind: UnitChange.Kind, from: TERYTCode?, to: TERYTCode?, share: Double?) {
        self.line = line
        self.day = day
        self.kind = kind
        self.from = from
        self.to = to
        self.share = share
    }

    /// The transfer of area that the row tells of.
    var transfer: TerritoryTransfer? {
        guard kind == .split || kind == .merged, let from, let to else { return nil }
        return TerritoryTransfer(from: from, to: to, share: share, notBefore: day, notAfter: day, origin: .table)
    }
}
