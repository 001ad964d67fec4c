// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// What a folder of static files holds, and where each address of the application is in it.
///
/// Every page is a folder with an `index.html` that links name, so that the site works on servers without rules for folders.
struct SitePlan: Sendable {
    /// The first one's pages stand at the top, the others' in a folder named as the language.
    let languages: [Language]
    /// The finest level with pages of units.
    let profiles: UnitLevel
    let indicators: Set<String>
    let institutions: Set<String>
    /// The codes as addresses hold them, by stem.
    let units: [String: String]
    /// What scripts have to know of geometry tiles: the last zooms of shapes and labels, west, south, east, north.
    let tiles: String

    /// What an address of the application is in the folder.
    enum Target: Hashable, Sendable {
        /// A page, with what the page's scripts read of its address.
        case page(path: String, language: Language, query: String)
        /// A file of `Web/`.
        case asset(path: String, query: String)
        /// An answer that is asked for and kept under another name.
        case file(name: String, address: String)
        /// Only a server can answer.
        case server
    }

    private static let simplePages: Set<String> = [
        "/", "/mapa", "/katalog", "/jednostki", "/wskazniki", "/o-systemie", "/deklaracja-dostepnosci",
    ]

    func target(of address: String, language current: Language) -> Target {
        let withoutFragment = address.prefix { $0 != "#" }
        let parts = withoutFragment.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts[0])
        var items = (parts.count > 1 ? parts[1] : "").split(separator: "&").map(String.init)
        if path.hasPrefix("/static/") || path.hasPrefix("/vendor/") {
            return .asset(path: path, query: items.joined(separator: "&"))
        }
        if let picture = picture(path, items) { return picture }
        var language = current
        for item in items where item.hasPrefix("lang=") { language = Language(rawValue: String(item.dropFirst(5))) ?? current }
        items.removeAll { $0.hasPrefix("lang=") }
        guard languages.contains(language) else { return .server }
        func page(_ path: String, query: String = "") -> Target { .page(path: path, language: language, query: query) }
        func value(_ name: String) -> String? { items.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) } }
        if path == "/mapa" {
            // Measures are computed by a server.
            guard value("analiza") == nil, value("indicator").map(indicators.contains) ?? true else { return .server }
            return page(path, query: items.joined(separator: "&"))
        }
        if path == "/katalog" {
            return page(path, query: items.filter { !$0.hasPrefix("cursor=") && !$0.hasPrefix("from=") }.joined(separator: "&"))
        }
        if Self.simplePages.contains(path) {
            return path == "/jednostki" || items.isEmpty ? page(path, query: items.joined(separator: "&")) : .server
        }
        let components = path.split(separator: "/").map(String.init)
        guard components.count >= 2 else { return .server }
        switch components[0] {
        case "wskazniki":
            // Other levels, orders and areas of an indicator's page are shown by the map.
            guard components.count == 2, indicators.contains(components[1]) else { return .server }
            return items.allSatisfy { $0.hasPrefix("level=") || $0.hasPrefix("unit=") } ? page(path) : .server
        case "jednostki":
            guard components.count == 2, let code = units[String(components[1].prefix(6))] else { return .server }
            return items.isEmpty ? page("/jednostki/\(code)") : .server
        case "instytucje":
            guard institutions.contains(components[1]) else { return .server }
            if components.count == 2 { return page(path) }
            return components.count == 3 && ["wizytowka.vcf", "qr.svg"].contains(components[2]) ? .file(name: String(path.dropFirst()), address: path) : .server
        default: return .server
        }
    }

    /// Maps in pages are kept as PNG, whose pixels are two for each of the page: a map as SVG holds every border and is several
    /// times larger.
    private func picture(_ path: String, _ items: [String]) -> Target? {
        guard path.hasSuffix(".svg"), path == "/api/v1/map.svg" || path.hasSuffix("/location.svg") else { return nil }
        let png = String(path.dropLast(3)) + "png"
        let isLocation = path != "/api/v1/map.svg"
        let address = isLocation ? png + "?width=240&height=240" : png + "?" + items.joined(separator: "&")
        guard isLocation else { return .file(name: "pictures/map-\(String(StrongETag.hash(address), radix: 36)).png", address: address) }
        // Where a unit lies is drawn for units that have pages: a country of gminas would be gigabytes.
        let code = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
        guard units[String(code.prefix(6))] != nil else { return .server }
        return .file(name: "pictures/location-\(code).png", address: address)
    }

    /// The folder of a language's pages: empty or `en/`.
    func folder(of language: Language) -> String { language == languages.first ? "" : "\(language.rawValue)/" }

    /// Where a page's file is: `en/mapa/index.html`.
    func file(ofPage path: String, _ language: Language) -> String {
        folder(of: language) + (path == "/" ? "" : String(path.dropFirst()) + "/") + "index.html"
    }
}
