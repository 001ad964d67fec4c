// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A page of a list, with the members that HSDS's API gives it.
public struct HSDSPage<Element: Codable & Sendable>: Codable, Sendable {
    public var totalItems: Int
    public var totalPages: Int
    /// From 1.
    public var pageNumber: Int
    /// Of this page.
    public var size: Int
    public var firstPage: Bool
    public var lastPage: Bool
    public var empty: Bool
    public var contents: [Element]

    enum CodingKeys: String, CodingKey {
        case size, empty, contents
        case totalItems = "total_items"
        case totalPages = "total_pages"
        case pageNumber = "page_number"
        case firstPage = "first_page"
        case lastPage = "last_page"
    }
}

/// Which items of a list a page has.
struct HSDSPageRange {
    let number: Int
    let total: Int
    let pages: Int
    let items: Range<Int>

    /// - Throws: `HSDSRequestError` for a page that the list does not have. A list without items has one page.
    init(number: Int, perPage: Int, total: Int, limit: Int) throws(HSDSRequestError) {
        guard (1...limit).contains(perPage) else { throw .perPage(perPage, limit: limit) }
        pages = (total + perPage - 1) / perPage
        guard (1...max(pages, 1)).contains(number) else { throw .page(number, last: max(pages, 1)) }
        self.number = number
        self.total = total
        items = (number - 1) * perPage..<min(number * perPage, total)
    }

    func json<Element: Codable & Sendable>(_ contents: [Element]) throws -> Data {
        try HSDSJSON.data(
            HSDSPage(
                totalItems: total, totalPages: pages, pageNumber: number, size: contents.count, firstPage: number == 1,
                lastPage: number >= pages, empty: contents.isEmpty, contents: contents))
    }
}

/// How objects are written: members in the order of their names, slashes as they are.
enum HSDSJSON {
    static func data(_ value: some Encodable) throws -> Data { try encoder().encode(value) }

    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
