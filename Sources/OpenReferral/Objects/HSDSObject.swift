// SPDX-License-Identifier: Apache-2.0

/// An object of HSDS 3.0. Members have the names of the standard's schemas; a member without a value is left out.
public protocol HSDSObject: Codable, Sendable, Hashable {
    /// A UUID in what we write; any text in what we read.
    var id: String { get set }

    /// The members that hold a text or a number, which are the columns of the tabular form, in the schema's order.
    static var columns: [String] { get }
}
