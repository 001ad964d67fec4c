// SPDX-License-Identifier: Apache-2.0

extension BDLClient {
    /// A variable, with the years that it has values for.
    /// - Throws: `BDLError.unknownVariable`.
    public func variable(_ id: Int, language: BDLLanguage = .polish) async throws -> BDLVariable {
        do {
            return try await ask(variableRequest(id, language: language), as: BDLVariable.self).answer
        } catch BDLError.refused(let status, _, _) where status == 404 || status == 400 {
            throw BDLError.unknownVariable(id)
        }
    }

    /// Variables in whose names or subject the text stands; the first `BDLClient.searchPageSize` of the hits.
    /// - Returns: the hits, and how many there are in all.
    public func searchVariables(
        _ text: String, level: BDLLevel? = nil, language: BDLLanguage = .polish
    ) async throws -> (hits: [BDLVariable], total: Int) {
        var query = [(name: "name", value: text), (name: "page", value: "0"), (name: "page-size", value: String(Self.searchPageSize))]
        if let level { query.append((name: "level", value: String(level.rawValue))) }
        let page: BDLPage<BDLVariable>
        do {
            page = try await ask(BDLRequest("variables/search", query, language: language), as: BDLPage<BDLVariable>.self).answer
        } catch BDLError.refused(404, _, _) {
            return ([], 0)
        }
        return (page.results, page.totalRecords ?? page.results.count)
    }

    public static let searchPageSize = 100

    public func subject(_ id: String, language: BDLLanguage = .polish) async throws -> BDLSubject {
        try await ask(BDLRequest("subjects/\(id)", [], language: language), as: BDLSubject.self).answer
    }

    /// The units of a level within another one.
    public func units(level: BDLLevel, within parentID: String) async throws -> [BDLUnit] {
        var units: [BDLUnit] = []
        var page = 0
        while true {
            let query = [
                (name: "parent-id", value: parentID), (name: "level", value: String(level.rawValue)), (name: "page", value: String(page)),
                (name: "page-size", value: String(BDLDataQuery.pageSize)),
            ]
            let answer = try await ask(BDLRequest("units", query, language: .polish), as: BDLPage<BDLUnit>.self).answer
            units += answer.results
            guard !answer.results.isEmpty, answer.hasNext ?? (answer.totalRecords.map { units.count < $0 } ?? false) else { return units }
            page += 1
        }
    }

    /// One page of values; the first is 0.
    public func values(
        _ query: BDLDataQuery, page: Int, language: BDLLanguage = .polish
    ) async throws -> (page: BDLDataPage, isCached: Bool) {
        let result = try await ask(query.request(page: page, language: language), as: BDLDataPage.self)
        return (result.answer, result.isCached)
    }

    /// Whether a page can be had without asking.
    func hasPage(_ query: BDLDataQuery, page: Int) -> Bool { hasFreshAnswer(to: query.request(page: page, language: .polish)) }

    func forgetPages(_ query: BDLDataQuery, count: Int) {
        for page in 0..<count { forget(query.request(page: page, language: .polish)) }
    }

    func variableRequest(_ id: Int, language: BDLLanguage) -> BDLRequest { BDLRequest("variables/\(id)", [], language: language) }
}
