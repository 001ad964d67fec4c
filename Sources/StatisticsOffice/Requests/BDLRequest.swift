// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A question to the API: a path below its address, and a query.
struct BDLRequest: Sendable, Hashable, CustomStringConvertible {
    /// The path and the query, as the cache names it.
    let text: String

    var description: String { text }

    init(_ path: String, _ query: [(name: String, value: String)], language: BDLLanguage) {
        let items = query + [(name: "format", value: "json"), (name: "lang", value: language.rawValue)]
        text = path + "?" + items.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// What stands unescaped in a query's value (RFC 3986, unreserved).
    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func escaped(_ value: String) -> String {
        value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? value
    }
}

/// The values of a variable for the units of a level, page by page.
public struct BDLDataQuery: Sendable, Hashable {
    public var variable: Int
    public var level: BDLLevel
    public var years: [Int]
    /// The 12-digit id of the unit within which the others lie; nil for the whole country.
    public var parentID: String?

    public init(variable: Int, level: BDLLevel, years: [Int], parentID: String? = nil) {
        self.variable = variable
        self.level = level
        self.years = years
        self.parentID = parentID
    }

    /// The most that the API gives at once.
    static let pageSize = 100

    func request(page: Int, language: BDLLanguage) -> BDLRequest {
        var query: [(name: String, value: String)] = []
        if let parentID { query.append(("unit-parent-id", parentID)) }
        query.append(("unit-level", String(level.rawValue)))
        query += years.sorted().map { ("year", String($0)) }
        query += [("page", String(page)), ("page-size", String(Self.pageSize))]
        return BDLRequest("data/by-variable/\(variable)", query, language: language)
    }
}
