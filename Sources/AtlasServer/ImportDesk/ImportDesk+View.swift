// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import Intake
import PolishText

/// The pages of the import desk as templates see them.
struct ImportDeskView {
    let visit: PageVisit
    let snapshot: AtlasSnapshot

    private static let shownImports = 30
    private static let shownRows = 40

    private func say(_ polish: String, _ english: String) -> String { visit.language.choose(polish, english) }

    private func number(_ value: Int) -> String {
        (visit.language == .polish ? NumberFormat.polish : NumberFormat.english).string(value)
    }

    // MARK: The desk

    func desk(imports: [ImportRecord], done: Int?, undone: Int?, failure: String?) -> TemplateValues {
        let ordered = imports.sorted { $0.id > $1.id }
        return templateValues([
            "isDesk": true, "action": visit.link(ImportDeskRoutes.path), "failure": failure,
            "done": done.flatMap { id in ordered.first { $0.id == id } }.map(result),
            "undone": undone.map { say("Cofnięto wczytanie nr \($0). Dane są takie jak przed nim.", "Import no. \($0) was undone. The data are as before it.") },
            "imports": ordered.prefix(Self.shownImports).map(row), "hasImports": !ordered.isEmpty,
            "limitMegabytes": String(SubmittedForm.byteLimit >> 20),
        ])
    }

    private func row(_ record: ImportRecord) -> TemplateValues {
        let state: String =
            switch record.state {
            case .applied: say("w atlasie", "in the atlas")
            case .undone: say("cofnięte", "undone")
            case .final: say("w atlasie, na stałe", "in the atlas, for good")
            }
        let title = record.provenance.files.isEmpty ? record.provenance.note : record.provenance.files.joined(separator: ", ")
        return templateValues([
            "id": String(record.id), "title": title.isEmpty ? record.provenance.kind : String(title.prefix(120)),
            "time": Self.time(record.finishedAt), "added": number(record.values.added), "changed": number(record.values.changed), "state": state,
            "canBeUndone": record.canBeUndone, "links": record.indicatorIDs.prefix(3).compactMap(links),
        ])
    }

    private static func time(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Foundation.Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "Europe/Warsaw")
        format.dateFormat = "yyyy-MM-dd HH:mm"
        return format.string(from: date)
    }

    private func result(_ record: ImportRecord) -> TemplateValues {
        templateValues([
            "id": String(record.id),
            "text": say(
                "Wczytano: nowych wartości \(number(record.values.added)), zmienionych \(number(record.values.changed)), bez zmian \(number(record.values.unchanged)).",
                "Taken: \(number(record.values.added)) new values, \(number(record.values.changed)) changed, \(number(record.values.unchanged)) unchanged."),
            "links": record.indicatorIDs.compactMap(links), "canBeUndone": record.canBeUndone,
        ])
    }

    /// Where an indicator can be seen: map and table.
    private func links(_ id: String) -> TemplateValues? {
        guard let coverage = try? snapshot.existing(id), let period = coverage.periods.last else { return nil }
        let level = coverage.levels.filter { $0 != .kraj }.max { UnitLevel.mapped.firstIndex(of: $0) ?? 0 < UnitLevel.mapped.firstIndex(of: $1) ?? 0 }
        let place = [("indicator", id), ("period", period.text), ("level", (level ?? .powiat).rawValue)]
        let name = coverage.indicator.name
        return templateValues([
            "name": visit.language == .polish ? name.polish : name.english, "mapURL": visit.link("/mapa", place), "tableURL": visit.link("/wskazniki/\(id)"),
        ])
    }

    // MARK: A table

    func refused(_ refusal: IntakeRefusal, file: String, id: String, fields: [String: [String]]) -> TemplateValues {
        var page = choices(id: id, fields: fields)
        page["isRefused"] = true
        page["file"] = file
        page["reasons"] = refusal.report.rejected.prefix(Self.shownRows).map(rejectedRow)
        return page
    }

    func preview(_ preview: ValueTablePreview, id: String, fields: [String: [String]], failure: String?) -> TemplateValues {
        var page = choices(id: id, fields: fields)
        let used = preview.sheets.first(where: \.isUsed)
        let rejected = preview.report.rejected
        page.merge(
            templateValues([
                "isPreview": true, "file": preview.file, "failure": failure == nil ? nil : say("Tabela nie została wczytana: popraw wskazane wiersze albo pomiń je.", "The table was not taken: correct the rows below, or leave them out."),
                "sheet": used.flatMap { $0.name.isEmpty ? nil : $0.name },
                "sheets": preview.sheets.map { ["name": $0.name, "isUsed": $0.isUsed] as TemplateValues }, "hasSheets": preview.sheets.count > 1,
                "mapping": preview.mapping, "summary": summary(preview), "keyKind": preview.keyKind, "dataLine": String(preview.firstDataLine),
                "headerLines": preview.headerLines.map { $0.count > 1 ? "\($0.lowerBound)–\($0.upperBound)" : "\($0.lowerBound)" },
                "columns": preview.columns.prefix(80).map { column($0, fields) }, "series": preview.series.prefix(Self.shownRows).map(series),
                "samples": preview.samples.map { ["unit": $0.unit, "line": String($0.line), "values": $0.values.joined(separator: " · ")] as TemplateValues },
                "rejected": rejected.prefix(Self.shownRows).map(rejectedRow), "hasRejected": !rejected.isEmpty,
                "rejectedText": rejected.isEmpty ? nil : say("Wierszy, których nie można wczytać: \(number(rejected.count))", "Rows that cannot be taken: \(number(rejected.count))"),
                "unmatched": preview.unmatched.prefix(Self.shownRows).map {
                    templateValues(["line": String($0.line), "text": $0.text, "candidates": $0.candidates.isEmpty ? nil : $0.candidates.joined(separator: "; ")])
                }, "hasUnmatched": !preview.unmatched.isEmpty,
                "leftOut": preview.leftOut.prefix(Self.shownRows).map { ["line": String($0.line), "text": String($0.text.prefix(90)), "reason": $0.reason] as TemplateValues },
                "leftOutText": preview.leftOut.isEmpty ? nil : say("Wiersze, które nie są danymi: \(number(preview.leftOut.count))", "Rows that are no data: \(number(preview.leftOut.count))"),
                "warnings": preview.warnings, "hasWarnings": !preview.warnings.isEmpty, "canImport": preview.values > 0,
                "sourceName": preview.source.map { visit.language == .polish ? $0.name.polish : $0.name.english },
                "sourcePublisher": preview.source?.publisher,
            ])
        ) { first, _ in first }
        return page
    }

    private func summary(_ preview: ValueTablePreview) -> String {
        let phrases = Phrases(visit.language)
        let levels = UnitLevel.allCases.compactMap { level in preview.levels[level].map { "\(phrases.level(level)): \(number($0))" } }
        let periods = preview.periods
        let span = periods.count > 1 ? "\(periods[0])–\(periods[periods.count - 1])" : periods.first.map(\.text) ?? "–"
        return say(
            "Wartości: \(number(preview.values)). Jednostki – \(levels.joined(separator: ", ")). Okres: \(span).",
            "Values: \(number(preview.values)). Units – \(levels.joined(separator: ", ")). Period: \(span).")
    }

    private func rejectedRow(_ row: RejectedRow) -> TemplateValues {
        templateValues(["line": row.line > 0 ? String(row.line) : nil, "reason": row.reason])
    }

    private func series(_ item: ValueTablePreview.Series) -> TemplateValues {
        let polish = visit.language == .polish
        return templateValues([
            "id": item.indicator.id.text, "name": polish ? item.indicator.name.polish : item.indicator.name.english,
            "unit": polish ? item.indicator.unit.polish : item.indicator.unit.english, "isKnown": item.isKnown,
            "periods": item.periods.count > 1 ? "\(item.periods[0])–\(item.periods[item.periods.count - 1])" : item.periods.first?.text ?? "–",
            "values": number(item.values), "missing": number(item.missing),
        ])
    }

    private func column(_ column: ValueTablePreview.Column, _ fields: [String: [String]]) -> TemplateValues {
        let chosen = fields["column_\(column.letters)"]?.first ?? ""
        var role = ""
        var isValue = false
        var isChoosable = false
        switch column.role {
        case .key: role = say("kod jednostki", "code of the unit")
        case .keyPart: role = say("część kodu", "part of the code")
        case .name: role = say("nazwa jednostki", "name of the unit")
        case .period: role = say("okres", "period")
        case .indicator: role = say("który wskaźnik", "which indicator")
        case .unitOfMeasure: role = say("jednostka miary", "unit of measure")
        case .flag: role = say("znak wartości", "flag of the value")
        case .value(let indicator, let period):
            role = say("wartości: ", "values: ") + indicator + (period.map { ", \($0)" } ?? "")
            isValue = true
            isChoosable = true
        case .ignored(let reason):
            role = say("pominięta", "left out") + (chosen == "-" ? "" : " (\(reason))")
            isChoosable = column.numbers > 0
        }
        return templateValues([
            "letters": column.letters, "heading": column.heading.isEmpty ? "–" : column.heading, "role": role, "isValue": isValue, "isChoosable": isChoosable,
            "isLeftOut": chosen == "-", "chosenID": chosen == "-" || chosen.isEmpty ? nil : chosen, "sample": column.sample.filter { !$0.isEmpty }.joined(separator: " · "),
        ])
    }

    /// What was chosen before, for the fields of the form.
    private func choices(id: String, fields: [String: [String]]) -> TemplateValues {
        var chosen: TemplateValues = [:]
        for name in ["sheet", "period", "unit", "source", "publisher", "licence", "topic", "key_column", "name_column", "header_rows", "date", "key"] {
            chosen[name] = fields[name]?.first ?? ""
        }
        for name in ["level", "direction", "dash", "partial"] {
            if let value = fields[name]?.first, !value.isEmpty { chosen["\(name)_\(value.replacing("-", with: "_"))"] = true }
        }
        return ["action": visit.link("\(ImportDeskRoutes.path)/tabela/\(id)"), "chosen": chosen, "deskURL": visit.link(ImportDeskRoutes.path)]
    }
}
