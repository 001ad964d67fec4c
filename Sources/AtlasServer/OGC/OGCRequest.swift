// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import HTTPTypes
import Hummingbird

/// The forms in which every resource under `/ogc` is given.
enum OGCFormat: String, Sendable, CaseIterable {
    case json
    case html

    /// `f=` decides, then `Accept`; a program that names nothing gets JSON.
    init(_ request: Request, _ query: QueryReader) throws {
        if let chosen = try query.choice("f", OGCFormat.self) {
            self = chosen
        } else {
            self = Self.preferred(request.headers[.accept] ?? "")
        }
    }

    /// HTML for who names it with at least the weight of anything else (RFC 9110, section 12.5.1): browsers.
    static func preferred(_ header: String) -> OGCFormat {
        var weights: (html: Double, json: Double, any: Double) = (0, 0, 0)
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            let weight = pieces.dropFirst().compactMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil }.first ?? 1
            switch pieces.first ?? "" {
            case "text/html", "application/xhtml+xml", "text/*": weights.html = max(weights.html, weight)
            case "*/*": weights.any = max(weights.any, weight)
            case let type where type == "application/*" || type.hasSuffix("json"): weights.json = max(weights.json, weight)
            default: break
            }
        }
        return weights.html > weights.json && weights.html >= weights.any ? .html : .json
    }
}

/// A request to a resource under `/ogc`, read so far as all of them have in common.
struct OGCRequest: Sendable {
    /// Parameters that every resource understands.
    static let common: [RouteParameter] = [
        .init("f", "the form: json or html; without it the Accept header decides", form: .choice(OGCFormat.allCases.map(\.rawValue))), .lang,
    ]

    let request: Request
    let query: QueryReader
    let format: OGCFormat
    let language: Language
    let origin: String
    /// The path with the parameters of the request that links keep, without `f`, `limit` and `offset`.
    let path: String

    /// - Parameter parameters: those of the resource beyond the common ones.
    /// - Throws: 400 for a parameter that the resource does not have (requirement /req/core/query-param-unknown).
    init(_ request: Request, parameters: [RouteParameter] = []) throws {
        self.request = request
        query = try QueryReader(request)
        let known = (Self.common + parameters).map(\.name)
        for name in query.names.subtracting(known).sorted() {
            throw Problem(
                status: .badRequest, detail: "there is no parameter “\(name)” here; accepted: \(known.joined(separator: ", "))", parameter: name,
                accepted: known.joined(separator: ", "))
        }
        format = try OGCFormat(request, query)
        language = try Language(request, query)
        origin = request.publicOrigin
        let path = request.uri.path
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The address of `/ogc`.
    var base: String { origin + OGCTiles.root }

    /// The query of the request with some parameters replaced; nil takes one out.
    func address(_ changes: [(String, String?)]) -> String {
        let changed = Set(changes.map(\.0))
        var pairs = (request.uri.query ?? "").split(separator: "&").map(String.init).filter { pair in
            !changed.contains(String(pair.prefix { $0 != "=" })) && pair.contains("=")
        }
        let added = changes.compactMap { name, value in value.map { (name, $0) } }
        if !added.isEmpty { pairs.append(QueryText.join(added)) }
        return origin + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// `?indicator=…` of the given parameters, as far as the request has them.
    func carried(_ names: [String]) -> String {
        let pairs = names.compactMap { name in (try? query.text(name, maximumLength: 400)).flatMap { $0 }.map { (name, $0) } }
        return pairs.isEmpty ? "" : "?" + QueryText.join(pairs)
    }

    /// The tag of an answer that follows from the data and the request.
    func tag(_ version: String) -> String {
        StrongETag.make(version, request.uri.description, language.rawValue, format.rawValue, origin, AtlasVersion.current)
    }
}

/// A link of a JSON document (OGC 17-069r4, schema link.yaml).
struct OGCLink: Sendable {
    let address: String
    let relation: String
    let type: String
    let title: String
    var language: Language?

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("href", .string(address)), ("rel", .string(relation)), ("type", .string(type)), ("title", .string(title)),
        ]
        if let language { members.append(("hreflang", .string(language.rawValue))) }
        return .members(members)
    }

    /// As in the header `Link` (RFC 8288), whose texts are ASCII: the title stays in the document.
    var header: String {
        // A query is kept as it was sent; what would end the address there is escaped.
        let target = address.replacing("<", with: "%3C").replacing(">", with: "%3E").replacing("\"", with: "%22")
        return "<\(target)>; rel=\"\(relation)\"; type=\"\(type)\""
    }

    static let json = "application/json"
    static let html = "text/html"
    static let geoJSON = "application/geo+json"
    static let schema = "application/schema+json"
    static let problem = "application/problem+json"
    static let openAPI = "application/vnd.oai.openapi+json;version=3.0"
    static let queryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
}

extension OGCRequest {
    /// Links to this document and to its other form.
    /// - Parameter type: of the JSON form.
    func selfLinks(type: String = OGCLink.json) -> [OGCLink] {
        let own = format == .json ? type : OGCLink.html
        let json = OGCLink(
            address: address([("f", "json")]), relation: format == .json ? "self" : "alternate", type: type,
            title: language.choose("ten dokument jako JSON", "this document as JSON"), language: language)
        let html = OGCLink(
            address: address([("f", "html")]), relation: format == .html ? "self" : "alternate", type: OGCLink.html,
            title: language.choose("ten dokument jako strona", "this document as a page"), language: language)
        return own == OGCLink.html ? [html, json] : [json, html]
    }

    /// A link within `/ogc`.
    func link(_ path: String, _ relation: String, type: String = OGCLink.json, _ polish: String, _ english: String) -> OGCLink {
        OGCLink(address: base + path, relation: relation, type: type, title: language.choose(polish, english), language: language)
    }
}
