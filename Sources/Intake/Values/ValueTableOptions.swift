// SPDX-License-Identifier: Apache-2.0

import Atlas

/// What the user says about a table; everything left out is recognised from the table itself.
public struct ValueTableOptions: Sendable, Hashable {
    /// The name of a sheet or its number, counted from 1.
    public var sheet: String?
    /// How many rows directly above the data are headings.
    public var headerRows: Int?
    /// Headings, or letters of columns (`A`, `AB`): the column with the codes, and those with names of units.
    public var key: String?
    public var names: [String] = []
    /// A period (`2023`, `2023-06`) for the whole table, or the heading of the column with periods.
    public var period: String?
    /// The id of the one indicator of the table.
    public var indicator: String?
    /// What becomes of columns, by heading or letter: an indicator's id, or `-` to leave the column out.
    public var columns: [String: String] = [:]
    /// The unit of measure of all indicators of the table.
    public var unit: String?
    /// The level that names of units are meant at.
    public var level: UnitLevel?
    /// The id of a known source, or the name of a new one.
    public var source: String?
    public var publisher: String?
    public var licence: String?
    public var url: String?
    /// The state that the source shows.
    public var date: Period?
    public var topic: String?
    /// Digits shown after the decimal separator.
    public var decimals: Int?
    public var direction: IndicatorDirection?
    public var aggregation: Aggregation?
    /// The name of a mapping, or `none` to use none.
    public var mapping: String?
    /// A dash is a zero, as in the statistics office's publications; otherwise it says that there is no value.
    public var dashIsZero: Bool?
    /// Whether the good rows of a table with bad ones are taken.
    public var partial = false

    public init() {}
}
