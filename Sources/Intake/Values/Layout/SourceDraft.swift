// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// The source of a table: as the user says, as its mapping says, or derived from the name of its file.
struct SourceDraft: Sendable {
    let id: String
    let name: LocalizedText
    let publisher: String
    let url: String?
    let licence: LocalizedText
    let date: Period?
    let known: Source?
    let warnings: [String]

    private static let statisticsOffice = "Główny Urząd Statystyczny"
    private static let publicData = LocalizedText(polish: "dane publiczne GUS, z podaniem źródła", english: "Statistics Poland public data, source named")

    init(file: String, sheet: String, titles: [String], options: ValueTableOptions, mapping: ValueMapping?, known: [Source]) {
        var warnings: [String] = []
        let stem = file.split(separator: ".").dropLast().joined(separator: ".")
        let download = BDLDownload(file: file, titles: titles)
        let given = options.source.flatMap { text in known.first { $0.id == text } }
        let name: LocalizedText
        let id: String
        if let given {
            name = given.name
            id = given.id
        } else if let text = options.source {
            name = LocalizedText(polish: text, english: text)
            id = Self.identifier(text)
        } else if let title = mapping?.setting("@title_pl") {
            name = LocalizedText(polish: title, english: mapping?.setting("@title_en") ?? title)
            id = mapping?.setting("@source") ?? Self.identifier(mapping?.name ?? title)
        } else if let download {
            name = LocalizedText(
                polish: "Bank Danych Lokalnych GUS, podgrupa \(download.subgroup)" + (download.title.map { ": \($0)" } ?? ""),
                english: "Local Data Bank of Statistics Poland, subgroup \(download.subgroup)" + (download.title.map { ": \($0)" } ?? ""))
            id = "bdl-" + download.subgroup.lowercased()
        } else {
            name = LocalizedText(polish: "Tabela \(stem.isEmpty ? file : stem)", english: "Table \(stem.isEmpty ? file : stem)")
            id = Self.identifier(stem.isEmpty ? file : stem)
        }
        self.id = id
        self.name = name
        let existing = given ?? known.first { $0.id == id }
        self.known = existing
        let isOffice = download != nil
        if let publisher = options.publisher ?? existing?.publisher ?? mapping?.setting("@publisher") ?? (isOffice ? Self.statisticsOffice : nil) {
            self.publisher = publisher
        } else {
            publisher = "nie podano"
            warnings.append("nobody says who published the table: give it with --publisher (and --licence, --date), so that the pages can name the source")
        }
        let url = options.url ?? existing?.url ?? mapping?.setting("@url") ?? download.map { "https://bdl.stat.gov.pl/BDL/metadane/podgrup-opis/\($0.number)" }
        self.url = url.flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
        licence =
            options.licence.map { LocalizedText(polish: $0, english: $0) } ?? existing?.licence
            ?? mapping?.setting("@licence_pl").map { LocalizedText(polish: $0, english: mapping?.setting("@licence_en") ?? $0) }
            ?? (isOffice ? Self.publicData : LocalizedText(polish: "nie podano", english: "not stated"))
        date = options.date ?? existing?.date ?? download?.date
        self.warnings = warnings
    }

    /// - Parameter latest: the last period of the table, for a source that nobody dated.
    func source(latest: Period) -> Source {
        known ?? Source(id: id, name: name, publisher: publisher, url: url, date: date ?? latest, licence: licence)
    }

    private static func identifier(_ text: String) -> String {
        let slug = IndicatorDrafts.slug(text)
        return slug.utf8.count > 48 ? String(slug.prefix(48)).trimmingCharacters(in: CharacterSet(charactersIn: "-")) : slug
    }
}

/// The name that the Local Data Bank gives a downloaded file: `LUDN_2137_CTAB_20240707161221.csv`: the group, the number of the
/// subgroup, the layout (CTAB, XTAB: wide; CREL, XREL: one row a value) and the moment.
struct BDLDownload: Sendable {
    let number: String
    let date: Period?
    let title: String?
    var subgroup: String { "P" + number }

    init?(file: String, titles: [String]) {
        let stem = file.split(separator: ".").first.map(String.init) ?? file
        let parts = stem.split(separator: "_").map(String.init)
        guard parts.count >= 3, (3...4).contains(parts[0].count), parts[0].allSatisfy({ $0.isLetter && $0.isUppercase }),
            (3...5).contains(parts[1].count), parts[1].allSatisfy(\.isNumber), ["CTAB", "XTAB", "CREL", "XREL"].contains(parts[2])
        else { return nil }
        number = parts[1]
        let stamp = parts.count > 3 ? parts[3].prefix(8) : ""
        date = stamp.count == 8 && stamp.allSatisfy(\.isNumber)
            ? try? Period("\(stamp.prefix(4))-\(stamp.dropFirst(4).prefix(2))-\(stamp.suffix(2))") : nil
        title = titles.first { $0.count > 8 }
    }
}
