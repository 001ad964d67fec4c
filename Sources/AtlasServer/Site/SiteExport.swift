// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Cartography
import Foundation
import Logging
import NIOCore
import TileArchives
import TileGeometry

/// What a folder of static files is made of.
public struct SiteOptions: Sendable {
    /// `pl`, `en`: the first one's pages stand at the top.
    public var languages: [String]
    /// The finest level with pages of units: `wojewodztwo`, `powiat` or `gmina`.
    public var profiles: String
    /// Ids of indicators; nil for all.
    public var indicators: [String]?
    /// Where the folder will be, such as `https://atlas.example/`, for `sitemap.xml` and canonical addresses.
    public var baseURL: String?
    /// The last zoom of geometry tiles; closer views enlarge them.
    public var lastZoom: Int

    public init(languages: [String] = ["pl", "en"], profiles: String = "powiat", indicators: [String]? = nil, baseURL: String? = nil, lastZoom: Int = 10) {
        self.languages = languages
        self.profiles = profiles
        self.indicators = indicators
        self.baseURL = baseURL
        self.lastZoom = lastZoom
    }
}

/// The atlas as a folder of files that any web server or object store can hand out: the application's own pages with the
/// same map, its data cut into files, and a directory that the browser searches.
public struct SiteExport: Sendable {
    /// The file that tells such a folder from others.
    public static let manifestName = "powiatlas-site.json"

    private let requests: SiteRequests
    private let options: SiteOptions
    private let plan: SitePlan
    private let snapshot: AtlasSnapshot
    private let indicators: [IndicatorCoverage]
    private let webFolder: URL
    private let baseURL: String?

    /// - Throws: `ExportRefusal` for an indicator that is not there, a base that is no address; errors of the database and of `Web/`.
    public init(store: AtlasStore, configuration: ServerConfiguration, options: SiteOptions, logger: Logger) async throws {
        requests = try await SiteRequests(store: store, configuration: configuration, logger: logger)
        self.options = options
        webFolder = configuration.webFolder
        let snapshot = requests.data.current
        self.snapshot = snapshot
        if let base = options.baseURL {
            guard let url = URL(string: base), let scheme = url.scheme, ["http", "https"].contains(scheme), url.host != nil, url.query == nil, url.fragment == nil else {
                throw ExportRefusal(errorDescription: "“\(base)” is not accepted as the address of the site; expected one such as https://atlas.example/")
            }
            baseURL = base.hasSuffix("/") ? base : base + "/"
        } else {
            baseURL = nil
        }
        let known = snapshot.indicators.filter { !$0.levels.isEmpty && !$0.periods.isEmpty }
        for id in options.indicators ?? [] where !known.contains(where: { $0.indicator.id.text == id }) {
            throw ExportRefusal(errorDescription: "there is no indicator “\(id)” with values; powiatlas doctor counts them, /wskazniki lists them")
        }
        indicators = known.filter { options.indicators?.contains($0.indicator.id.text) ?? true }
        guard let profiles = UnitLevel.mapped.first(where: { $0.rawValue == options.profiles }) else {
            throw ExportRefusal(errorDescription: "profiles = “\(options.profiles)” is not accepted; accepted: \(UnitLevel.mapped.map(\.rawValue).joined(separator: ", "))")
        }
        let languages = options.languages.compactMap(Language.init)
        guard !languages.isEmpty, languages.count == options.languages.count, Set(languages).count == languages.count else {
            throw ExportRefusal(errorDescription: "languages = “\(options.languages.joined(separator: ","))” is not accepted; accepted: pl, en or pl,en")
        }
        let territory = snapshot.territory
        let levels = UnitLevel.mapped.prefix { $0.codeLength <= profiles.codeLength }
        plan = SitePlan(
            languages: languages, profiles: profiles, indicators: Set(indicators.map(\.indicator.id.text)),
            institutions: Set(try await snapshot.directory.index.entries.map(\.id.text)),
            units: Dictionary(
                levels.flatMap { territory.units(at: $0) }.map { ($0.unit.code.stem, $0.unit.code.description) }, uniquingKeysWith: { first, _ in first }),
            tiles: try Self.tiles(snapshot, lastZoom: options.lastZoom))
    }

    private static func tiles(_ snapshot: AtlasSnapshot, lastZoom: Int) throws -> String {
        let bounds = try TileSets(snapshot: snapshot).units(levels: UnitLevel.mapped, zooms: 0...0).contents.bounds
        return "\(lastZoom),\(min(lastLabelZoom, lastZoom)),"
            + [bounds.west, bounds.south, bounds.east, bounds.north].map { JSONValue.number($0).text }.joined(separator: ",")
    }

    /// What was written.
    public struct Summary: Sendable {
        public let files: Int
        public let bytes: Int
        public let pages: Int
    }

    /// Writes everything into an empty folder. The same data give the same files.
    /// - Parameter progress: says what has been done.
    public func write(to url: URL, progress: (String) -> Void) async throws -> Summary {
        let folder = SiteFolder(url)
        try writeAssets(folder)
        try await writeTiles(folder)
        progress("tiles: \(folder.shares["tiles"]?.files ?? 0) files")
        try await writeMapData(folder, progress)
        try await writeDirectory(folder)
        progress("directory: \(plan.institutions.count) institutions")
        let pages = try await writePages(folder, progress)
        try writeSitemap(folder, pages)
        try writeManifest(folder, pages: pages.count)
        return Summary(files: folder.fileCount, bytes: folder.byteCount, pages: pages.count)
    }

    // MARK: Files as they are

    private func writeAssets(_ folder: SiteFolder) throws {
        for part in ["static", "vendor"] {
            let root = webFolder.appendingPathComponent(part)
            let names = (FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []).sorted()
            for name in names where !part.isEmpty && (name as NSString).pathExtension != "" && !name.hasPrefix("import/") {
                let file = root.appendingPathComponent(name)
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else { continue }
                try folder.write("\(part)/\(name)", Array(try Data(contentsOf: file)))
            }
        }
    }

    /// Plain tiles, as servers of files say no `Content-Encoding`; empty ones too, as a missing file would be an error.
    private func writeTiles(_ folder: SiteFolder) async throws {
        let sets = TileSets(snapshot: snapshot)
        for level in UnitLevel.mapped {
            guard let set = try? sets.units(levels: [level], zooms: 0...options.lastZoom, isCompressed: false) else { continue }
            var drawn: Set<TileID> = []
            try await set.forEach { id, bytes in
                drawn.insert(id)
                try folder.write(Self.tileName("units", level, id), bytes)
            }
            for id in set.places where !drawn.contains(id) { try folder.write(Self.tileName("units", level, id), []) }
            // Points need no detail: closer views enlarge the tiles of this zoom.
            let labelZooms = 0...min(Self.lastLabelZoom, options.lastZoom)
            for id in try sets.units(levels: [level], zooms: labelZooms, isCompressed: false).places {
                let (zoom, x, y) = id.coordinate
                let bytes = snapshot.labels[level]?.tile(try TileCoordinate(zoom: zoom, x: x, y: y)) ?? []
                try folder.write(Self.tileName("labels", level, id), bytes)
            }
        }
        // The ranges that names of units are written with, and the dashes of numbered markers.
        let letters = snapshot.territory.units.values.joined().flatMap { $0.unit.fullName.unicodeScalars.map(\.value) }
        for range in Set(letters.map { $0 / 256 * 256 }).union([0, 256, 8_192]).sorted() {
            for font in ["Lato Regular", "Lato Bold"] {
                let bytes = try await requests.required("/fonts/\(font.replacing(" ", with: "%20"))/\(range)-\(range + 255).pbf")
                try folder.write("fonts/\(font)/\(range)-\(range + 255).pbf", bytes)
            }
        }
    }

    static let lastLabelZoom = 8

    private static func tileName(_ kind: String, _ level: UnitLevel, _ id: TileID) -> String {
        let (zoom, x, y) = id.coordinate
        return "tiles/\(kind)/\(level.rawValue)/\(zoom)/\(x)/\(y).mvt"
    }

    // MARK: Values

    private func writeMapData(_ folder: SiteFolder, _ progress: (String) -> Void) async throws {
        for language in plan.languages {
            let all = try await requests.required("/api/v1/indicators?lang=\(language.rawValue)", language: language)
            try folder.write("data/indicators-\(language.rawValue).json", plan.indicators.count == snapshot.indicators.count ? all : try chosen(all))
        }
        for level in UnitLevel.mapped {
            try folder.write("data/units-\(level.rawValue).json", try await requests.required("/api/v1/units?level=\(level.rawValue)&limit=5000"))
            let places: [(String, JSONValue)] = snapshot.territory.units(at: level).compactMap { mapped in
                guard let box = mapped.bounds, let point = mapped.labelPoint else { return nil }
                func short(_ degrees: Double) -> JSONValue { .number((degrees * 1e4).rounded() / 1e4) }
                return (mapped.unit.code.stem, .array([box.west, box.south, box.east, box.north, point.longitude, point.latitude].map(short)))
            }
            try folder.write("data/places-\(level.rawValue).json", .members(places))
        }
        try folder.write("data/palettes.json", ["palettes": SiteClasses.palettes, "colors": SiteClasses.plainColours])
        let classes = SiteClasses(snapshot: snapshot)
        let regions = snapshot.territory.units(at: .wojewodztwo).map(\.unit.code)
        for (number, coverage) in indicators.enumerated() {
            let id = coverage.indicator.id
            for level in coverage.levels where UnitLevel.mapped.contains(level) {
                guard let table = try await snapshot.table(id, level: level) else { continue }
                try folder.write(
                    "data/series/\(id.text)/\(level.rawValue).json", try await requests.required("/api/v1/indicators/\(id.text)/series?level=\(level.rawValue)"))
                try folder.write(
                    "data/values/\(id.text)-\(level.rawValue).csv",
                    try await requests.required("/api/v1/indicators/\(id.text)/values.csv?level=\(level.rawValue)&period=*"))
                for region in [nil] + regions.map(Optional.some) where region == nil || level != .wojewodztwo {
                    guard let limits = try await classes.table(table, level: level, within: region) else { continue }
                    try folder.write("data/classes/\(id.text)/\(level.rawValue)/\(region?.stem ?? "kraj").json", limits)
                }
            }
            if number % 16 == 15 || number == indicators.count - 1 { progress("indicators: \(number + 1) of \(indicators.count)") }
        }
    }

    /// The catalogue with the chosen indicators only.
    private func chosen(_ catalogue: [UInt8]) throws -> [UInt8] {
        guard let object = try JSONSerialization.jsonObject(with: Data(catalogue)) as? [String: Any], let all = object["indicators"] as? [[String: Any]] else {
            return catalogue
        }
        let kept = all.filter { ($0["id"] as? String).map(plan.indicators.contains) ?? false }
        return Array(
            try JSONSerialization.data(
                withJSONObject: ["indicators": kept, "total": kept.count], options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    // MARK: The directory

    private static let hitsInFile = 100

    private func writeDirectory(_ folder: SiteFolder) async throws {
        let directory = try await snapshot.directory
        var order: [String] = []
        for language in plan.languages {
            let listed = try await hits(language)
            if order.isEmpty { order = listed.map(\.id) }
            let byID = Dictionary(listed.map { ($0.id, $0.html) }) { first, _ in first }
            for start in stride(from: 0, to: order.count, by: Self.hitsInFile) {
                let part = order[start..<min(start + Self.hitsInFile, order.count)].map { JSONValue.string(byID[$0] ?? "") }
                try folder.write("data/hits-\(language.rawValue)/\(start / Self.hitsInFile).json", .array(part))
            }
        }
        let site = SiteDirectory(
            entries: directory.index.entries, taxonomy: directory.taxonomy, thesaurus: try await snapshot.store.thesaurus(),
            territory: snapshot.territory, lemmatiser: try await PendingLemmatiser.shared.value, order: order)
        try folder.write("data/directory.json", ["hitsInFile": .integer(Self.hitsInFile), "columns": site.columns])
        try folder.write("data/directory-words.json", site.words)
    }

    /// All institutions as the catalogue lists them, page after page.
    private func hits(_ language: Language) async throws -> [(id: String, html: String)] {
        var found: [(id: String, html: String)] = []
        var address: String? = "/katalog?sort=name" + (language == .english ? "&lang=en" : "")
        let page = SitePage(plan: plan, file: plan.file(ofPage: "/katalog", language), language: language, baseURL: nil, notice: "")
        while let current = address {
            let original = String(decoding: try await requests.required(current, language: language), as: UTF8.self)
            let html = page.rewritten(original).html
            for part in html.split(separator: "<li class=\"hit").dropFirst() {
                guard let end = part.range(of: "</li>"), let idStart = part.range(of: " data-id=\""),
                    let idEnd = part[idStart.upperBound...].firstIndex(of: "\"")
                else { continue }
                found.append((String(part[idStart.upperBound..<idEnd]), "<li class=\"hit" + part[..<end.upperBound]))
            }
            address = original.range(of: "id=\"next-page\" href=\"").flatMap { start in
                original[start.upperBound...].firstIndex(of: "\"").map { String(original[start.upperBound..<$0]).replacing("&amp;", with: "&") }
            }
        }
        return found
    }

    // MARK: Pages

    private struct Place: Hashable {
        let path: String
        let language: Language
    }

    private struct Page: Sendable {
        let file: String
        let canonicalPath: String
        let bytes: [UInt8]
        let references: SitePage.References
    }

    private static let pagesAtOnce = 16

    /// Pages made side by side, in the order asked for.
    private func pages(_ places: [Place]) async throws -> [Page] {
        try await withThrowingTaskGroup(of: (Int, Page).self) { group in
            for (index, place) in places.enumerated() {
                group.addTask {
                    let address = place.path + (place.language == .english ? "?lang=en" : "")
                    let html = String(decoding: try await requests.required(address, language: place.language), as: UTF8.self)
                    let page = SitePage(
                        plan: plan, file: plan.file(ofPage: place.path, place.language), language: place.language, baseURL: baseURL,
                        notice: notice(place.language))
                    let (text, references) = page.rewritten(html)
                    return (index, Page(file: page.file, canonicalPath: page.canonicalPath, bytes: Array(text.utf8), references: references))
                }
            }
            var made = [Page?](repeating: nil, count: places.count)
            for try await (index, page) in group { made[index] = page }
            return made.compactMap { $0 }
        }
    }

    /// Follows the links of the first pages until no page is missing.
    private func writePages(_ folder: SiteFolder, _ progress: (String) -> Void) async throws -> [String] {
        var waiting: [Place] = []
        for language in plan.languages {
            let units = plan.units.values.sorted().map { "/jednostki/\($0)" }
            let paths = ["/", "/mapa", "/katalog", "/jednostki", "/wskazniki", "/o-systemie", "/deklaracja-dostepnosci"]
                + plan.indicators.sorted().map { "/wskazniki/\($0)" } + units + plan.institutions.sorted().map { "/instytucje/\($0)" }
            waiting += paths.map { Place(path: $0, language: language) }
        }
        var known = Set(waiting)
        var files: [String: String] = [:]
        var written: [String] = []
        var index = 0
        while index < waiting.count {
            let batch = Array(waiting[index..<min(index + Self.pagesAtOnce, waiting.count)])
            for page in try await pages(batch) {
                for (path, language) in page.references.pages where known.insert(Place(path: path, language: language)).inserted {
                    waiting.append(Place(path: path, language: language))
                }
                files.merge(page.references.files) { first, _ in first }
                try folder.write(page.file, page.bytes)
                written.append(page.canonicalPath)
            }
            if (index + batch.count) / 500 > index / 500 { progress("pages: \(index + batch.count) of \(waiting.count)") }
            index += batch.count
        }
        // The map shows these where the browser cannot draw.
        for coverage in indicators {
            for level in coverage.levels where UnitLevel.mapped.contains(level) {
                let id = coverage.indicator.id.text
                files["pictures/\(id)-\(level.rawValue).png"] = "/api/v1/map.png?indicator=\(id)&level=\(level.rawValue)&width=480&height=460"
            }
        }
        let sorted = files.sorted { $0.key < $1.key }
        for start in stride(from: 0, to: sorted.count, by: Self.pagesAtOnce) {
            let batch = Array(sorted[start..<min(start + Self.pagesAtOnce, sorted.count)])
            for (name, bytes) in try await answers(batch.map { ($0.key, $0.value) }) { try folder.write(name, bytes) }
        }
        progress("pictures and cards: \(sorted.count)")
        let missing = SitePage(
            plan: plan, file: "404.html", language: plan.languages[0], baseURL: nil, notice: notice(plan.languages[0]),
            fixedRoot: baseURL.flatMap { URL(string: $0)?.path }.map { $0.hasSuffix("/") ? $0 : $0 + "/" })
        try folder.write("404.html", Array(missing.rewritten(String(decoding: try await requests.notFoundPage(plan.languages[0]), as: UTF8.self)).html.utf8))
        return written
    }

    private func answers(_ files: [(name: String, address: String)]) async throws -> [(name: String, bytes: [UInt8])] {
        try await withThrowingTaskGroup(of: (String, [UInt8]).self) { group in
            for file in files { group.addTask { (file.name, try await requests.required(file.address)) } }
            var found: [(name: String, bytes: [UInt8])] = []
            for try await file in group { found.append(file) }
            return found.sorted { $0.name < $1.name }
        }
    }

    private func notice(_ language: Language) -> String {
        let date = snapshot.newestSourceDate(language)
        return language.choose(
            "To jest kopia atlasu w\u{A0}postaci plików" + (date.map { ", dane: \($0)" } ?? "")
                + ". Analizy, wydruki, karta dla klienta i\u{A0}wyszukiwanie gminy po adresie działają tylko na serwerze atlasu.",
            "This is a copy of the atlas as files" + (date.map { ", data: \($0)" } ?? "")
                + ". Analyses, printing, agreements, the client’s sheet and finding a gmina by address work on a server of the atlas only.")
    }

    // MARK: What describes the site

    private func writeSitemap(_ folder: SiteFolder, _ pages: [String]) throws {
        // Addresses in a sitemap are whole ones; without a base there is none to write.
        guard let baseURL else { return }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        for page in pages { text += "  <url><loc>\(EscapedMarkup.text(baseURL + page))</loc></url>\n" }
        try folder.write("sitemap.xml", Array((text + "</urlset>\n").utf8))
        try folder.write("robots.txt", Array("User-agent: *\nAllow: /\nSitemap: \(baseURL)sitemap.xml\n".utf8))
    }

    private func writeManifest(_ folder: SiteFolder, pages: Int) throws {
        try folder.write(
            Self.manifestName,
            [
                "generator": .string("Powiatlas \(AtlasVersion.current)"), "data_version": .string(snapshot.dataVersion),
                "data_date": JSONValue(snapshot.sources.values.map(\.date).max()?.text), "languages": .array(plan.languages.map { .string($0.rawValue) }),
                "profiles": .string(plan.profiles.rawValue), "indicators": .integer(indicators.count), "institutions": .integer(plan.institutions.count),
                "pages": .integer(pages), "files": .integer(folder.fileCount), "bytes": .integer(folder.byteCount),
                "parts": .members(
                    folder.shares.sorted { $0.key < $1.key }.map { ($0.key, ["files": .integer($0.value.files), "bytes": .integer($0.value.bytes)]) }),
            ])
    }
}
