// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The state of the TERC register on one day.
public struct TERCRegister: Sendable {
    /// A city that the register lists by its districts or delegatury only.
    public struct DerivedCity: Sendable, Hashable {
        public let unit: TerritorialUnit
        public let partCount: Int
    }

    /// The day of the state (`STAN_NA`).
    public let date: Period
    /// Województwa, powiats and gminas, ordered by code; a gmina's code has its kind digit.
    public let units: [TerritorialUnit]
    /// Districts of Warsaw (kind 8): parts of a gmina, not units of their own.
    public let districtCount: Int
    /// Delegatury of other cities (kind 9): parts of a gmina, not units of their own.
    public let delegaturaCount: Int
    /// Town and rural parts (kinds 4 and 5), which together are one urban-rural gmina (kind 3).
    public let urbanRuralPartCount: Int
    /// Cities with powiat rights that have no gmina row: their gmina is added.
    public let derivedCities: [DerivedCity]

    static let columns = ["WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA"]

    /// Reads the register as the statistics office publishes it: a table with semicolons or XML, one row a
    /// województwo, powiat, gmina or part. The address variant lists urban-rural gminas only as their two parts (kinds
    /// 4, 5), and cities divided into districts or delegatury without a gmina row; the official variant lists the
    /// gminas (kind 3), with or without their parts.
    /// - Throws: a refusal with line and reason. A register is taken whole or not at all.
    public static func read(_ data: Data, file: String) throws(IntakeRefusal) -> IntakeResult<TERCRegister> {
        if RegisterXML.isXML(data) { return try read(RegisterXML(data, file: file), file: file) }
        var rows = try RowReader(data, file: file, columns: columns, delimiter: .semicolon, othersAllowed: true)
        var draft = RegisterDraft()
        rows.forEach { (fields) throws(RowFault) in try draft.take(fields) }
        for fault in draft.faultsAcrossRows() { rows.reject(fault.line, fault.reason) }
        guard let register = draft.register() else {
            throw IntakeRefusal(file: file, reason: "the register has no row of data")
        }
        for city in register.derivedCities {
            rows.report.remarks.append(
                "\(city.unit.code) \(city.unit.name): no row of its own, derived from \(city.partCount) parts")
        }
        return try rows.result([register], partial: false)
    }

    private static func read(_ document: RegisterXML, file: String) throws(IntakeRefusal) -> IntakeResult<TERCRegister> {
        var report = IntakeReport(file: file)
        var draft = RegisterDraft()
        for row in document.rows {
            report.read += 1
            let fields = columns.map { $0 == "STAN_NA" ? row.values[$0] ?? document.date ?? "" : row.values[$0] ?? "" }
            do throws(RowFault) {
                try draft.take(RowReader.Fields(line: row.line, all: fields, positions: Array(columns.indices)))
                report.accepted += 1
            } catch {
                report.rejected.append(RejectedRow(line: row.line, reason: error.reason))
            }
        }
        report.rejected += draft.faultsAcrossRows()
        guard report.rejected.isEmpty else { throw IntakeRefusal(report: report) }
        guard let register = draft.register() else {
            throw IntakeRefusal(file: file, reason: "the register has no row of data")
        }
        for city in register.derivedCities {
            report.remarks.append("\(city.unit.code) \(city.unit.name): no row of its own, derived from \(city.partCount) parts")
        }
        return IntakeResult(accepted: [register], report: report)
    }
}

/// Rows of the register while they are gathered.
private struct RegisterDraft {
    private struct Row {
        let line: Int
        let name: String
    }

    private var date: Period?
    private var wojewodztwa: [String: Row] = [:]
    private var powiats: [String: (row: Row, kind: UnitKind)] = [:]
    private var gminas: [String: (row: Row, kind: UnitKind)] = [:]
    private var towns: [String: Row] = [:]
    private var ruralParts: [String: Row] = [:]
    private var districts: [String: Row] = [:]
    private var delegatury: [String: Row] = [:]
    /// Stems of all rows, bad ones too: a larger unit whose own row is bad is not reported once more for each part.
    private var mentioned = Set<String>()

    private static func isCity(_ description: String) -> Bool { description.hasSuffix("na prawach powiatu") }

    mutating func take(_ fields: RowReader.Fields) throws(RowFault) {
        let (woj, pow, gmi, kind) = (fields[0], fields[1], fields[2], fields[3])
        let name = fields[4].trimmingCharacters(in: .whitespaces)
        let description = fields[5].trimmingCharacters(in: .whitespaces)
        guard woj.count == 2, pow.isEmpty || pow.count == 2, gmi.isEmpty || gmi.count == 2, kind.isEmpty || kind.count == 1,
            gmi.isEmpty || !pow.isEmpty, kind.isEmpty == gmi.isEmpty
        else {
            throw RowFault(
                "WOJ, POW, GMI, RODZ are “\(woj)”, “\(pow)”, “\(gmi)”, “\(kind)”: expected two digits each and one for RODZ, "
                    + "filled from the left")
        }
        let code: TERYTCode
        do throws(TERYTCodeError) { code = try TERYTCode(woj + pow + gmi + kind) } catch { throw RowFault(error) }
        mentioned.insert(code.stem)
        guard !name.isEmpty else { throw RowFault("the name of \(code) is empty") }
        try takeDate(fields[6])
        let row = Row(line: fields.line, name: name)
        switch (code.level, code.kindDigit) {
        case (.kraj, _): throw RowFault("“00” is the whole country, which the register does not list")
        case (.wojewodztwo, _):
            // The register writes these names in capitals.
            let small = Row(line: fields.line, name: name.lowercased(with: Locale(identifier: "pl_PL")))
            try add(small, as: code, to: &wojewodztwa)
        case (.powiat, _):
            let isCity = Self.isCity(description)
            guard isCity || description == "powiat" else {
                throw RowFault("“\(description)” of \(code) is not known: expected “powiat” or “miasto na prawach powiatu”")
            }
            try add((row, isCity ? .cityWithPowiatRights : .powiat), as: code, to: &powiats) { $0.row }
        case (.gmina, 4): try add(row, as: code, to: &towns)
        case (.gmina, 5): try add(row, as: code, to: &ruralParts)
        case (.gmina, 8): try add(row, as: code, to: &districts)
        case (.gmina, 9): try add(row, as: code, to: &delegatury)
        case (.gmina, let digit):
            guard let digit, let kind = UnitKind(kindDigit: digit) else { throw RowFault("\(code) has no kind digit") }
            try add((row, kind), as: code, to: &gminas) { $0.row }
        }
    }

    private func add(_ row: Row, as code: TERYTCode, to rows: inout [String: Row]) throws(RowFault) {
        try add(row, as: code, to: &rows) { $0 }
    }

    private func add<Value>(
        _ value: Value, as code: TERYTCode, to rows: inout [String: Value], row: (Value) -> Row
    ) throws(RowFault) {
        if let first = rows[code.stem] {
            throw RowFault("\(code) stands twice: its first row is in line \(row(first).line)")
        }
        rows[code.stem] = value
    }

    private mutating func takeDate(_ text: String) throws(RowFault) {
        let read: Period
        do throws(PeriodError) { read = try Period(text) } catch { throw RowFault(error) }
        if let date, date != read { throw RowFault("STAN_NA is \(read), the rows above have \(date)") }
        date = read
    }

    /// What only the whole table shows: units without their larger unit, half urban-rural gminas, powiats without gminas.
    func faultsAcrossRows() -> [RejectedRow] {
        var faults: [RejectedRow] = []
        func expectParent(_ stem: String, _ row: Row, length: Int) {
            if !mentioned.contains(String(stem.prefix(length))) { faults.append(RejectedRow(line: row.line, reason: "\(stem) \(row.name): its larger unit has no row")) }
        }
        for (stem, powiat) in powiats { expectParent(stem, powiat.row, length: 2) }
        let gminaRows = gminas.mapValues(\.row)
        for group in [gminaRows, towns, ruralParts, districts, delegatury] {
            for (stem, row) in group { expectParent(stem, row, length: 4) }
        }
        for (stem, row) in towns {
            let rural = ruralParts[stem]
            if rural == nil {
                faults.append(RejectedRow(line: row.line, reason: "\(stem) \(row.name) has a town part (4) but no rural part (5)"))
            } else if let rural, rural.name != row.name {
                faults.append(
                    RejectedRow(line: rural.line, reason: "\(stem): the rural part is “\(rural.name)”, the town part “\(row.name)”"))
            }
        }
        for (stem, row) in ruralParts where towns[stem] == nil {
            faults.append(RejectedRow(line: row.line, reason: "\(stem) \(row.name) has a rural part (5) but no town part (4)"))
        }
        // The official variant lists an urban-rural gmina and its two parts as well.
        for (stem, row) in towns {
            if let gmina = gminas[stem], gmina.kind != .urbanRuralGmina {
                faults.append(
                    RejectedRow(line: row.line, reason: "\(stem) is listed as a gmina of another kind and as parts of an urban-rural one"))
            }
        }
        let partsByPowiat = partsOfCities()
        for (stem, parts) in partsByPowiat where powiats[stem]?.kind != .cityWithPowiatRights {
            let line = parts.map(\.line).min() ?? 0
            faults.append(RejectedRow(line: line, reason: "\(stem) has districts or delegatury but is not a city with powiat rights"))
        }
        let populated = Set((Array(gminas.keys) + Array(towns.keys)).map { String($0.prefix(4)) }).union(partsByPowiat.keys)
        for (stem, powiat) in powiats where !populated.contains(stem) {
            faults.append(RejectedRow(line: powiat.row.line, reason: "\(stem) \(powiat.row.name) has no gmina"))
        }
        return faults.sorted { ($0.line, $0.reason) < ($1.line, $1.reason) }
    }

    private func partsOfCities() -> [String: [Row]] {
        Dictionary(grouping: Array(districts) + Array(delegatury)) { String($0.key.prefix(4)) }.mapValues { $0.map(\.value) }
    }

    func register() -> TERCRegister? {
        guard let date else { return nil }
        var units: [TerritorialUnit] = []
        func add(_ code: String, _ kind: UnitKind, _ name: String) -> TerritorialUnit? {
            guard let code = try? TERYTCode(code) else { return nil }
            let unit = TerritorialUnit(code: code, kind: kind, name: name)
            units.append(unit)
            return unit
        }
        for (stem, row) in wojewodztwa { _ = add(stem, .wojewodztwo, row.name) }
        for (stem, powiat) in powiats { _ = add(stem, powiat.kind, powiat.row.name) }
        for (stem, gmina) in gminas { _ = add(stem + (gmina.kind.kindDigit.map(String.init) ?? ""), gmina.kind, gmina.row.name) }
        for (stem, town) in towns where gminas[stem] == nil { _ = add(stem + "3", .urbanRuralGmina, town.name) }
        var derived: [TERCRegister.DerivedCity] = []
        let withGmina = Set(gminas.keys.map { String($0.prefix(4)) })
        for (stem, parts) in partsOfCities() where !withGmina.contains(stem) {
            // A city with powiat rights has one gmina, which carries the number 01.
            guard let city = powiats[stem], let unit = add(stem + "011", .urbanGmina, city.row.name) else { continue }
            derived.append(TERCRegister.DerivedCity(unit: unit, partCount: parts.count))
        }
        return TERCRegister(
            date: date, units: units.sorted { $0.code < $1.code }, districtCount: districts.count,
            delegaturaCount: delegatury.count, urbanRuralPartCount: towns.count + ruralParts.count,
            derivedCities: derived.sorted { $0.unit.code < $1.unit.code })
    }
}
