// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase

/// The list of changes as its template sees it.
struct HistoryListView {
    struct KnownAuthor: Sendable {
        let account: Int64
        let name: String
    }

    let question: RevisionQuery
    let found: RevisionPage
    let page: Int
    let pageSize: Int
    let authors: [KnownAuthor]

    /// One document is looked at: its states can be compared.
    private var isOfOneDocument: Bool { question.filter.kind != nil && question.filter.documentID != nil }

    func values(_ visit: PageVisit) -> TemplateValues {
        let words = RevisionWording(language: visit.language)
        let pageCount = max(1, (found.total + pageSize - 1) / pageSize)
        func link(_ number: Int) -> String { visit.link("/panel/historia", question.given.map { ($0.name, $0.value) } + (number > 1 ? [("page", String(number))] : [])) }
        let export = question.given.map { ($0.name, $0.value) }
        var values = templateValues([
            "totalText": words.changes(found.total), "isEmpty": found.revisions.isEmpty,
            "hasRows": !found.revisions.isEmpty, "rows": rows(visit, words), "isEnglish": visit.language == .english,
            "isOfOneDocument": isOfOneDocument, "compareAction": "/panel/historia/porownanie",
            "canCompare": isOfOneDocument && !found.revisions.isEmpty, "documentName": isOfOneDocument ? found.revisions.first?.name : nil,
            "firstNumber": isOfOneDocument && page == pageCount ? found.revisions.last.map { String($0.number) } : nil,
            "allURL": visit.link("/panel/historia"), "isFiltered": !question.given.isEmpty,
        ])
        values.merge(
            templateValues([
                "kinds": DocumentKind.known.map { kind -> TemplateValues in
                    ["value": kind.rawValue, "text": DocumentFieldNames.name(kind, visit.language), "isChosen": question.filter.kind == kind]
                },
                "authorKinds": Author.Kind.allCases.map { kind -> TemplateValues in
                    ["value": kind.rawValue, "text": words.authorKind(kind), "isChosen": question.filter.authorKind == kind]
                },
                "accounts": authors.map { author -> TemplateValues in
                    ["value": String(author.account), "text": author.name, "isChosen": question.filter.account == author.account]
                }, "hasAccounts": !authors.isEmpty,
                "document": question.value("document") ?? "", "q": question.value("q") ?? "", "since": question.value("since") ?? "",
                "until": question.value("until") ?? "",
                "previousURL": page > 1 ? link(page - 1) : nil, "nextURL": page < pageCount ? link(page + 1) : nil, "hasPages": pageCount > 1,
                "pageText": visit.language.choose("strona \(page) z\u{A0}\(pageCount)", "page \(page) of \(pageCount)"),
                "jsonURL": visit.link("/api/v1/revisions", export), "csvURL": visit.link("/api/v1/revisions.csv", export),
            ])
        ) { _, new in new }
        return values
    }

    private func rows(_ visit: PageVisit, _ words: RevisionWording) -> [TemplateValues] {
        found.revisions.enumerated().map { place, revision in
            templateValues([
                "number": String(revision.number), "url": visit.link("/panel/historia/\(revision.number)"), "moment": Phrases(visit.language).moment(revision.madeAt),
                "name": revision.name, "kindName": DocumentFieldNames.name(revision.kind, visit.language), "action": words.action(revision.action),
                "fields": words.fields(revision).nonEmpty, "author": words.author(revision.author), "why": revision.why.isEmpty ? nil : revision.why,
                "documentURL": visit.link("/panel/historia", [("kind", revision.kind.rawValue), ("document", revision.documentID)]),
                "isOfOneDocument": isOfOneDocument, "isNewest": place == 0, "isSecond": place == 1, "reverts": revision.reverts.map(String.init),
            ])
        }
    }
}
