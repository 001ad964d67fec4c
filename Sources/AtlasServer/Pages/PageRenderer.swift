// SPDX-License-Identifier: Apache-2.0

import AgreementDocuments
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// Makes HTML from value models.
struct PageRenderer: Sendable {
    private let frontEnd: FrontEnd
    private let data: AtlasData
    let operatorContact: OperatorContact
    /// Clauses and tables that agreements are written from.
    var agreements: AgreementTemplates { frontEnd.agreements }

    init(frontEnd: FrontEnd, operatorContact: OperatorContact, data: AtlasData) {
        self.frontEnd = frontEnd
        self.operatorContact = operatorContact
        self.data = data
    }

    /// Where a page stands in the navigation.
    enum Section: String {
        case start, map, directory, units, indicators, datasets, about, accessibility, none
        case agreements, network, deadlines, needs, partners, newAgreement, surveys, vacancies
        case knowledge
        case panel

        /// What the navigation marks: the section, and for pages about cooperation also what they have in common.
        fileprivate var marks: [String: Bool] {
            switch self {
            case .agreements, .network, .deadlines, .needs, .partners, .newAgreement, .surveys, .vacancies: [rawValue: true, "cooperation": true]
            default: [rawValue: true]
            }
        }
    }

    func render(_ template: String, title: String?, section: Section, page: Any, visit: PageVisit) throws -> Response {
        guard let locale = frontEnd.locales[visit.language] else { throw ServerStartError.badLocale(visit.language.rawValue) }
        let layout = templateValues([
            "lang": visit.language.rawValue, "isPolish": visit.language == .polish,
            "title": (title.map { "\($0) – " } ?? "") + "Powiatlas",
            "path": visit.path, "canonicalURL": visit.path,
            "otherLanguageURL": visit.otherLanguageURL,
            "otherLanguageName": visit.language.choose("English", "Polski"),
            "langQuery": visit.languageQuery, "active": section.marks,
            "version": AtlasVersion.current, "textsJSON": locale.scriptJSON,
            "dataDate": data.current.newestSourceDate(visit.language),
        ])
        let context: TemplateValues = ["t": locale.texts, "layout": layout, "page": page]
        guard let html = frontEnd.templates.render(context, withTemplate: template) else { throw ServerStartError.missingTemplate(template) }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentLanguage: visit.language.rawValue, .vary: "Accept-Language",
                .cacheControl: CachePolicy.page,
            ],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// A page for a problem; when even that fails, the problem document.
    func error(_ problem: Problem, _ request: Request) -> Response {
        let visit = (try? PageVisit(request)) ?? PageVisit(path: "/", language: .polish, query: "", preferred: .polish)
        let phrases = Phrases(visit.language)
        let room = ClosedRoom(request.uri.path)
        // Details are in English for programs; people who work here are told in their language, if only by the status.
        let hint = visit.language == .polish ? problem.polish ?? (room == nil ? problem.detail : nil) : problem.detail
        let page = templateValues([
            "status": String(problem.status.code), "title": phrases.errorTitle(problem.status),
            "detail": phrases.errorDetail(problem.status), "hint": problem.status.kind == .clientError ? hint : nil,
            "backURL": room?.wayBack(from: problem, request.method).map { visit.link($0) },
            "requestID": problem.status.kind == .serverError ? problem.requestID : nil,
        ])
        guard var response = try? render("error", title: phrases.errorTitle(problem.status), section: .none, page: page, visit: visit)
        else { return problem.json() }
        response.status = problem.status
        response.headers[.cacheControl] = CachePolicy.never
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }
}

/// One visit to a page: its language and how links keep it.
struct PageVisit: Sendable {
    let path: String
    let language: Language
    private let query: String
    private let preferred: Language

    init(path: String, language: Language, query: String, preferred: Language) {
        self.path = path
        self.language = language
        self.query = query
        self.preferred = preferred
    }

    init(_ request: Request, _ reader: QueryReader? = nil) throws {
        self.init(
            path: request.uri.path, language: try Language(request, try reader ?? QueryReader(request)),
            query: request.uri.query ?? "", preferred: Language.preferred(request.headers[.acceptLanguage] ?? ""))
    }

    /// What a link has to carry so that the language stays: English always says so, so that a copied link
    /// shows a colleague the same; Polish only against the browser's wish.
    private var languageParameter: String? {
        language == .english ? "lang=en" : preferred == .english ? "lang=pl" : nil
    }

    var languageQuery: String { languageParameter.map { "?\($0)" } ?? "" }

    /// A link to a page of ours that keeps the language. Values are percent-encoded here.
    func link(_ path: String, _ parameters: [(String, String)] = []) -> String {
        var parts = parameters.map { "\($0)=\($1.queryEncoded)" }
        if let languageParameter { parts.append(languageParameter) }
        return path + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    var otherLanguageURL: String {
        let kept = query.split(separator: "&").filter { !$0.hasPrefix("lang=") }.map(String.init)
        return path + "?" + (kept + ["lang=\(language == .polish ? "en" : "pl")"]).joined(separator: "&")
    }
}

extension String {
    /// As a value of a query (RFC 3986, section 3.4, without the separators).
    var queryEncoded: String {
        // Most values are ids, codes and numbers.
        utf8.allSatisfy(Self.isPlain) ? self : addingPercentEncoding(withAllowedCharacters: .queryValue) ?? ""
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}

extension CharacterSet {
    /// What may stand unescaped in a value of a query.
    static let queryValue = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,")
}
