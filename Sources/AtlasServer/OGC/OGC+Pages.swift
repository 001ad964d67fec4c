// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Hummingbird

/// The resources under `/ogc` as pages (requirements class HTML): the same content in words.
extension OGCRoutes {
    func landingPage(_ ask: OGCRequest) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        return try page("ogc-landing", title(ask.language), ask, visit, [
            "summary": summary(ask.language), "address": ask.base, "collectionsURL": visit.link("/ogc/collections"),
            "apiURL": visit.link("/ogc/api.html"), "definitionURL": "/ogc/api?f=json", "conformanceURL": visit.link("/ogc/conformance"),
            "collections": OGCCollections.all.map { row($0, visit) },
        ])
    }

    func conformancePage(_ ask: OGCRequest) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        return try page("ogc-conformance", ask.language.choose("Klasy zgodności", "Conformance classes"), ask, visit, [
            "classes": Self.conformanceClasses
        ])
    }

    func collectionsPage(_ ask: OGCRequest, _ snapshot: AtlasSnapshot) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        return try page("ogc-collections", ask.language.choose("Kolekcje", "Collections"), ask, visit, [
            "collections": OGCCollections.all.map { row($0, visit) }
        ])
    }

    private func row(_ collection: any OGCCollection, _ visit: PageVisit) -> TemplateValues {
        [
            "id": collection.id, "title": visit.language.of(collection.title), "description": visit.language.of(collection.description),
            "url": visit.link("/ogc/collections/\(collection.id)"), "itemsURL": visit.link("/ogc/collections/\(collection.id)/items"),
        ]
    }

    func collectionPage(
        _ ask: OGCRequest, _ collection: any OGCCollection, _ extent: FeatureExtent, _ snapshot: AtlasSnapshot
    ) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        let phrases = Phrases(ask.language)
        let carried = collection.additions.compactMap { addition in
            (try? ask.query.text(addition.name, maximumLength: 400)).flatMap { $0 }.map { (addition.name, $0) }
        }
        let source = collection.source(snapshot)
        return try page("ogc-collection", ask.language.of(collection.title), ask, visit, [
            "id": collection.id, "description": ask.language.of(collection.description), "address": "\(ask.base)/collections/\(collection.id)",
            "itemsURL": visit.link("/ogc/collections/\(collection.id)/items", carried), "sitePage": visit.link(collection.page),
            "queryablesURL": visit.link("/ogc/collections/\(collection.id)/queryables"),
            "extent": extent.bounds.map { box in
                [box.minX, box.minY, box.maxX, box.maxY].map { phrases.numbers.string($0, decimals: 4) }.joined(separator: "; ")
            }, "since": extent.firstDay.flatMap { try? Period($0) }.map { phrases.period($0) },
            "source": source.map { ask.language.of($0.name) }, "licence": source.map { ask.language.of($0.licence) },
            "systems": FeatureReferenceSystem.allCases.map { system -> TemplateValues in
                ["code": system.rawValue, "uri": system.uri, "axes": axes(system, ask.language)]
            }, "properties": properties(collection, ask.language),
            "parameters": (ItemsRequest.parameters + collection.filters + collection.additions).map { parameter -> TemplateValues in
                ["name": parameter.name, "help": parameter.help]
            },
            "links": collectionLinks(collection, ask, snapshot).filter { $0.relation == "items" && $0.type != OGCLink.html }.map(\.address),
        ], headLinks: collectionLinks(collection, ask, snapshot), breadcrumbs: collections(visit))
    }

    private func properties(_ collection: any OGCCollection, _ language: Language) -> [TemplateValues] {
        let queryable = Set(collection.filters.map(\.name))
        return collection.properties.map { property in
            templateValues([
                "name": property.name, "title": language.of(property.title), "isQueryable": queryable.contains(property.name),
                "values": { if case .choice(let values) = property.form, values.count < 10 { values.joined(separator: ", ") } else { nil as String? } }(),
            ])
        }
    }

    func queryablesPage(_ ask: OGCRequest, _ collection: any OGCCollection) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        let title = ask.language.choose("Właściwości do zapytań: ", "Queryable properties: ") + ask.language.of(collection.title)
        return try page("ogc-queryables", title, ask, visit, [
            "properties": properties(collection, ask.language).filter { $0["isQueryable"] as? Bool == true }
        ], breadcrumbs: collections(visit) + [crumb(collection, visit)])
    }

    private func axes(_ system: FeatureReferenceSystem, _ language: Language) -> String {
        switch system {
        case .crs84: language.choose("długość, szerokość geograficzna", "longitude, latitude")
        case .wgs84: language.choose("szerokość, długość geograficzna", "latitude, longitude")
        case .webMercator: language.choose("na wschód, na północ (m)", "easting, northing (m)")
        case .poland1992: language.choose("na północ, na wschód (m)", "northing, easting (m)")
        }
    }

    func itemsPage(
        _ ask: ItemsRequest, _ features: [OGCFeature], _ range: Range<Int>, _ count: Int, _ links: [OGCLink]
    ) async throws -> Response {
        let visit = try PageVisit(ask.ask.request, ask.ask.query)
        let phrases = Phrases(visit.language)
        let collection = ask.collection
        // The address of a page and of a web site stand in links, not in cells.
        let shown = collection.properties.filter { property in
            if case .address = property.form { return false }
            return property.name != "level" && property.name != "full_name"
        }
        let added = features.first.map { $0.properties.map(\.name).filter { name in !collection.properties.contains { $0.name == name } } } ?? []
        let columns = shown.map { ($0.name, visit.language.of($0.title)) } + added.map { ($0, Self.addedTitle($0, visit.language)) }
        let kept = collection.additions.compactMap { addition in
            (try? ask.ask.query.text(addition.name, maximumLength: 400)).flatMap { $0 }.map { (addition.name, $0) }
        }
        func relative(_ relation: String) -> String? {
            links.first { $0.relation == relation }.map { String($0.address.dropFirst(ask.ask.origin.count)) }
        }
        return try page("ogc-items", visit.language.of(collection.title), ask.ask, visit, [
            "id": collection.id, "count": phrases.count(count), "isEmpty": features.isEmpty,
            "range": features.isEmpty
                ? nil : "\(phrases.count(range.lowerBound + 1))–\(phrases.count(range.upperBound))\u{A0}\(visit.language.choose("z", "of"))\u{A0}\(phrases.count(count))",
            "columns": columns.dropFirst(collection.properties.first?.name == columns.first?.0 ? 1 : 0).map(\.1),
            "firstColumn": columns.first?.1, "next": relative("next"), "previous": relative("prev"),
            "jsonURL": relative("alternate"), "sitePage": visit.link(collection.page),
            "rows": features.map { feature -> TemplateValues in
                let values = Dictionary(feature.properties.map { ($0.name, $0.value) }) { first, _ in first }
                return templateValues([
                    "url": visit.link(
                        "/ogc/collections/\(collection.id)/items/\(feature.id)", (feature.day.map { [("datetime", $0)] } ?? []) + kept),
                    "title": feature.title,
                    "first": columns.first.flatMap { values[$0.0] }.map { text($0, phrases) } ?? feature.id,
                    "cells": columns.dropFirst().map { name, heading -> TemplateValues in
                        ["heading": heading, "text": text(values[name] ?? .null, phrases), "isNumber": isNumber(values[name] ?? .null)]
                    },
                ])
            },
        ], headLinks: links, breadcrumbs: collections(visit) + [crumb(collection, visit)])
    }

    /// What an addition such as `indicator=` puts beside the collection's own properties.
    private static func addedTitle(_ name: String, _ language: Language) -> String {
        switch name {
        case "indicator": language.choose("wskaźnik", "indicator")
        case "period": language.choose("okres", "period")
        case "value": language.choose("wartość", "value")
        case "flag": language.choose("uwaga", "flag")
        default: name
        }
    }

    func featurePage(_ ask: ItemsRequest, _ feature: OGCFeature, _ links: [OGCLink]) throws -> Response {
        let visit = try PageVisit(ask.ask.request, ask.ask.query)
        let phrases = Phrases(visit.language)
        let titles = Dictionary(ask.collection.properties.map { ($0.name, $0.title) }) { first, _ in first }
        return try page("ogc-feature", feature.title, ask.ask, visit, [
            "id": feature.id,
            "sitePage": feature.page.map { visit.link($0) }, "picture": feature.picture,
            "jsonURL": links.first { $0.relation == "alternate" }.map { String($0.address.dropFirst(ask.ask.origin.count)) },
            "rows": feature.properties.map { name, value -> TemplateValues in
                var link: String?
                if case .string(let text) = value, text.hasPrefix("http://") || text.hasPrefix("https://") { link = text }
                return templateValues([
                    "name": name, "title": titles[name].map(visit.language.of), "text": text(value, phrases), "link": link,
                ])
            },
        ], headLinks: links, breadcrumbs: collections(visit) + [crumb(ask.collection, visit), items(ask.collection, visit)])
    }

    func definitionPage(_ ask: OGCRequest) throws -> Response {
        let visit = try PageVisit(ask.request, ask.query)
        return try page("ogc-api", ask.language.choose("Opis API", "The API definition"), ask, visit, [
            "address": ask.base, "definitionURL": "/ogc/api?f=json",
            "operations": OGCDefinition.operations.map { operation -> TemplateValues in
                [
                    "path": operation.path, "summary": operation.summary, "hasParameters": !operation.parameters.isEmpty,
                    "parameters": operation.parameters.map { ["name": $0.name, "help": $0.help] },
                ]
            },
        ])
    }

    // MARK: What pages have in common

    private func collections(_ visit: PageVisit) -> [TemplateValues] {
        [["name": visit.language.choose("Kolekcje", "Collections"), "url": visit.link("/ogc/collections")]]
    }

    private func crumb(_ collection: any OGCCollection, _ visit: PageVisit) -> TemplateValues {
        ["name": visit.language.of(collection.title), "url": visit.link("/ogc/collections/\(collection.id)")]
    }

    private func items(_ collection: any OGCCollection, _ visit: PageVisit) -> TemplateValues {
        ["name": visit.language.choose("Obiekty", "Features"), "url": visit.link("/ogc/collections/\(collection.id)/items")]
    }

    private func page(
        _ template: String, _ title: String, _ ask: OGCRequest, _ visit: PageVisit, _ values: [String: Any?], headLinks: [OGCLink] = [],
        breadcrumbs: [TemplateValues] = []
    ) throws -> Response {
        var page = values.compactMapValues { $0 }
        page["title"] = title
        page["jsonURL"] = page["jsonURL"] ?? String(ask.address([("f", "json")]).dropFirst(ask.origin.count))
        page["headLinks"] = headLinks.filter { ["alternate", "next", "prev", "collection", "items"].contains($0.relation) }.map { link -> TemplateValues in
            ["relation": link.relation, "type": link.type, "address": String(link.address.dropFirst(ask.origin.count))]
        }
        let root: TemplateValues = ["name": "OGC API", "url": visit.link("/ogc")]
        page["breadcrumbs"] = [root] + breadcrumbs
        return try pages.render(template, title: title, section: .datasets, page: page, visit: visit)
    }

    private func isNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .number, .integer: true
        default: false
        }
    }

    private func text(_ value: JSONValue, _ phrases: Phrases) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): phrases.count(number)
        // As many decimals as the figure has, up to four.
        case .number(let number):
            phrases.numbers.string(number, decimals: (0...4).first { ((number * pow10($0)).rounded() - number * pow10($0)).magnitude < 1e-6 } ?? 4)
        default: Phrases.noValue
        }
    }

    private func pow10(_ exponent: Int) -> Double { [1, 10, 100, 1_000, 10_000][exponent] }
}
