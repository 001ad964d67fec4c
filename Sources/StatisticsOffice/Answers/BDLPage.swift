// SPDX-License-Identifier: Apache-2.0

/// A page of a list. Not every list says `pageSize`.
public struct BDLPage<Item: Decodable & Sendable>: Sendable, Decodable {
    public let totalRecords: Int?
    public let page: Int
    public let pageSize: Int?
    /// Whether another page follows: `links.next` is there as long as one does; nil when the answer has no `links`.
    public let hasNext: Bool?
    public let results: [Item]

    private struct Links: Decodable {
        let next: String?
    }

    private enum Key: String, CodingKey {
        case totalRecords, page, pageSize, links, results
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        totalRecords = try fields.decodeIfPresent(Int.self, forKey: .totalRecords)
        page = try fields.decodeIfPresent(Int.self, forKey: .page) ?? 0
        pageSize = try fields.decodeIfPresent(Int.self, forKey: .pageSize)
        hasNext = try fields.decodeIfPresent(Links.self, forKey: .links).map { $0.next != nil }
        results = try fields.decode([Item].self, forKey: .results)
    }
}

/// A page of the values of one variable for many units.
public struct BDLDataPage: Sendable, Decodable {
    public let variableID: Int?
    /// When the bank last changed the variable's values, in the API's own form: `2025-05-14T15:05:15.743`.
    public let lastUpdate: String?
    public let totalRecords: Int?
    public let hasNext: Bool?
    public let results: [BDLUnitSeries]

    private enum Key: String, CodingKey {
        case variableId, lastUpdate
    }

    public init(from decoder: any Decoder) throws {
        let list = try BDLPage<BDLUnitSeries>(from: decoder)
        totalRecords = list.totalRecords
        hasNext = list.hasNext
        results = list.results
        let fields = try decoder.container(keyedBy: Key.self)
        variableID = try fields.decodeIfPresent(Int.self, forKey: .variableId)
        lastUpdate = try fields.decodeIfPresent(String.self, forKey: .lastUpdate)
    }
}

/// The values of a unit.
public struct BDLUnitSeries: Sendable, Hashable, Decodable {
    /// 12 digits.
    public let id: String
    public let name: String
    public let values: [BDLValue]

    private enum Key: String, CodingKey {
        case id, name, values
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.decodeIfPresent(String.self, forKey: .name) ?? ""
        values = try fields.decodeIfPresent([BDLValue].self, forKey: .values) ?? []
    }
}

/// A value of a year. `val` is 0, not absent, where the attribute says that there is no value.
public struct BDLValue: Sendable, Hashable, Decodable {
    public let year: String
    public let value: Double?
    public let attribute: Int?

    private enum Key: String, CodingKey {
        case year, val, attrId
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        // Years are texts in this list and numbers in others.
        if let number = try? fields.decode(Int.self, forKey: .year) {
            year = String(number)
        } else {
            year = try fields.decode(String.self, forKey: .year)
        }
        value = try fields.decodeIfPresent(Double.self, forKey: .val)
        attribute = try fields.decodeIfPresent(Int.self, forKey: .attrId)
    }
}
