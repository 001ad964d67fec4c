// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cooperation

/// A page of the list of agreements.
struct AgreementListModel: Sendable {
    /// How results are shown. Raw values stand in addresses.
    enum View: String, Sendable, CaseIterable {
        case list, timeline, map
    }

    let search: AgreementSearch
    let view: View
    /// The part of the results on this page.
    let range: Range<Int>
    let isFirstPage: Bool
    /// What fewer filters would find, when nothing was found.
    let alternatives: [(query: AgreementQuery, dropped: Filter, count: Int)]

    /// A filter that can be taken away.
    enum Filter: String, Sendable, CaseIterable {
        case text, unit, institution, status, kind, form, programme, target, open
    }

    static let pageLength = 20

    init(_ search: AgreementSearch, _ reader: QueryReader) throws {
        self.search = search
        view = try reader.choice("view", View.self) ?? .list
        let places = search.result.places
        let start = try reader.text("cursor").map { try AgreementCursor($0).start(in: places, search.registry) } ?? 0
        isFirstPage = start == 0
        range = start..<min(start + Self.pageLength, places.count)
        guard places.isEmpty, search.query.isNarrowed else {
            alternatives = []
            return
        }
        alternatives = Filter.allCases.compactMap { filter in
            var query = search.query
            guard query.drop(filter) else { return nil }
            let count = search.index.find(query).places.count
            return count > 0 ? (query, filter, count) : nil
        }
    }

    /// The places of the agreements on this page.
    var places: ArraySlice<Int> { search.result.places[range] }
}

extension AgreementQuery {
    /// Takes a filter away.
    /// - Returns: whether it was there.
    mutating func drop(_ filter: AgreementListModel.Filter) -> Bool {
        let before = self
        switch filter {
        case .text: text = ""
        case .unit: unit = nil
        case .institution: institution = nil
        case .status: statuses = []
        case .kind: kinds = []
        case .form: forms = []
        case .programme: programmes = []
        case .target: targets = []
        case .open: isOpenToJoin = nil
        }
        return self != before
    }
}
