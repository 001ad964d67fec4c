// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Fields of the directory's tables as values.
extension RowReader.Fields {
    /// A text on one line; empty when the field is.
    func directoryText(_ column: Int, named name: String, limit: Int) throws(RowFault) -> String {
        let text = ContactReading.line(self[column])
        try TextField.check(text, named: name, limit: limit)
        return text
    }

    func optionalText(_ column: Int, named name: String, limit: Int) throws(RowFault) -> String? {
        let text = try directoryText(column, named: name, limit: limit)
        return text.isEmpty ? nil : text
    }

    /// A text of several lines, or nil.
    func optionalLines(_ column: Int, named name: String, limit: Int) throws(RowFault) -> String? {
        let text = ContactReading.lines(self[column])
        try TextField.check(text, named: name, limit: limit)
        return text.isEmpty ? nil : text
    }

    /// The parts of a list: `a | b`.
    func list(_ column: Int) -> [String] { Self.list(self[column]) }

    static func list(_ text: String) -> [String] {
        text.split(separator: "|").map { ContactReading.line(String($0)) }.filter { !$0.isEmpty }
    }

    /// Ids of terms: parted by bars or spaces.
    func ids(_ column: Int) -> [String] { self[column].split { $0 == "|" || $0.isWhitespace }.map(String.init) }

    func institutionID(_ column: Int) throws(RowFault) -> InstitutionID {
        do throws(InstitutionIDError) { return try InstitutionID(self[column].trimmed) } catch { throw RowFault(error) }
    }

    func institutionType(_ column: Int) throws(RowFault) -> InstitutionType {
        let text = self[column].trimmed
        guard let type = InstitutionType(rawValue: text) ?? InstitutionType(naming: text) else {
            throw RowFault(
                "the type “\(DelimitedTable.shortened(text))” is not known: expected one of " + InstitutionType.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return type
    }

    /// A day, month or year; Polish dates (06.03.2026) are understood.
    func optionalDay(_ column: Int) throws(RowFault) -> Period? { try Self.day(self[column]) }

    func optionalCount(_ column: Int, named name: String) throws(RowFault) -> Int? {
        let text = self[column].trimmed
        guard !text.isEmpty else { return nil }
        guard let count = DecimalNumber.wholeNumber(text), count < 100_000 else {
            throw RowFault("\(name) is “\(DelimitedTable.shortened(text))”: expected a whole number below 100000")
        }
        return count
    }

    func optionalEmail(_ column: Int, named name: String) throws(RowFault) -> String? {
        let text = self[column].trimmed
        guard !text.isEmpty else { return nil }
        guard let email = ContactReading.email(text) else { throw RowFault("\(name) “\(DelimitedTable.shortened(text))” is not an e-mail address") }
        return email
    }

    func emails(_ column: Int) throws(RowFault) -> [String] {
        let read = ContactReading.emails(self[column])
        if let fault = read.faults.first { throw RowFault(fault) }
        return read.addresses
    }

    func website(_ column: Int) throws(RowFault) -> String? {
        let read = ContactReading.website(self[column])
        if let fault = read.fault { throw RowFault(fault) }
        return read.address
    }

    func postalCode(_ column: Int) throws(RowFault) -> String {
        let text = self[column].trimmed
        guard !text.isEmpty else { return "" }
        guard let code = ContactReading.postalCode(text) else {
            throw RowFault("the postal code “\(DelimitedTable.shortened(text))” is not one: expected two digits, a hyphen, three digits, as in 33-100")
        }
        return code
    }

    /// A point with its precision; nil when all three are empty.
    func optionalPoint(longitude: Int, latitude: Int, precision: Int) throws(RowFault) -> InstitutionPoint? {
        let texts = (self[longitude].trimmed, self[latitude].trimmed, self[precision].trimmed)
        if texts.0.isEmpty, texts.1.isEmpty {
            guard texts.2.isEmpty else { throw RowFault("there is a precision without a point: give longitude and latitude, or empty it") }
            return nil
        }
        let x = try degrees(texts.0, named: "longitude")
        let y = try degrees(texts.1, named: "latitude")
        guard let kind = Self.precision(texts.2) else {
            throw RowFault(
                "the precision “\(DelimitedTable.shortened(texts.2))” is not known: a point needs one of "
                    + PointPrecision.allCases.map(\.rawValue).joined(separator: ", "))
        }
        if let point = InstitutionPoint(longitude: x, latitude: y, precision: kind) { return point }
        let isSwapped = InstitutionPoint(longitude: y, latitude: x, precision: kind) != nil
        throw RowFault(
            "longitude \(DecimalNumber.write(x)), latitude \(DecimalNumber.write(y)) is not in Poland"
                + (isSwapped ? ": the two are swapped" : " (14…24.3° E, 48.9…55° N)"))
    }

    /// Decimal commas stand in tables that a Polish spreadsheet program saved.
    private func degrees(_ text: String, named name: String) throws(RowFault) -> Double {
        guard let value = try? DecimalNumber.parse(text.replacing(",", with: ".")) else {
            throw RowFault("\(name) is “\(DelimitedTable.shortened(text))”: expected degrees, as in 20.9858")
        }
        return value
    }

    private static func precision(_ text: String) -> PointPrecision? {
        PointPrecision(rawValue: text) ?? (try? RegisterPrecision.read(text))
    }
}

/// Codes of units in the directory's tables.
struct UnitCodes {
    let territory: TerritoryIndex

    /// The current unit of a code; a kind digit of another day does not matter.
    func unit(_ text: String, named name: String) throws(RowFault) -> TerritorialUnit {
        let code: TERYTCode
        do throws(TERYTCodeError) { code = try TERYTCode(text.trimmed) } catch {
            throw RowFault("\(name): " + (error.errorDescription ?? "“\(DelimitedTable.shortened(text))” is not a TERC code"))
        }
        guard let unit = territory.byCode[code] else {
            let parent = code.parent.flatMap { territory.byCode[$0] }
            let near = parent.map { "; \($0.fullName) has \(neighbours($0.code))" } ?? ""
            throw RowFault("\(name): \(code) is not a current unit of the register\(near)")
        }
        return unit
    }

    private func neighbours(_ code: TERYTCode) -> String {
        let parts = territory.byCode.values.filter { $0.code.parent == code }.sorted { $0.code < $1.code }
        return parts.prefix(12).map { "\($0.code.stem) \($0.name)" }.joined(separator: ", ") + (parts.count > 12 ? " …" : "")
    }

    func gmina(_ text: String) throws(RowFault) -> TERYTCode? {
        guard !text.trimmed.isEmpty else { return nil }
        let unit = try unit(text, named: "gmina")
        guard unit.level == .gmina else { throw RowFault("gmina: \(unit.code) is \(unit.fullName); expected the 6 or 7 digits of a gmina") }
        return unit.code
    }

    /// `1263 | 1216:agreement`; `00` is the whole country.
    func area(_ parts: [String], type: InstitutionType) throws(RowFault) -> [ServedArea] {
        var areas: [ServedArea] = []
        for part in parts {
            let halves = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0).trimmed }
            let code = halves[0] == "00" ? TERYTCode.country : try unit(halves[0], named: "area").code
            var basis = Self.usualBasis(type)
            if halves.count > 1 {
                guard let given = Self.basis(halves[1]) else {
                    throw RowFault(
                        "area: the basis “\(DelimitedTable.shortened(halves[1]))” is not known: expected one of "
                            + ServedArea.Basis.allCases.map(\.rawValue).joined(separator: ", "))
                }
                basis = given
            }
            guard !areas.contains(where: { $0.code == code }) else { throw RowFault("area: \(code) stands twice") }
            areas.append(ServedArea(code: code, basis: basis))
        }
        return areas
    }

    private static func basis(_ text: String) -> ServedArea.Basis? {
        switch fold(text) {
        case "ustawowy", "ustawa": .statutory
        case "porozumienie", "umowa": .agreement
        case "deklarowany", "deklaracja": .declared
        default: ServedArea.Basis(rawValue: text)
        }
    }

    /// What holds for an area without a basis: the law assigns the area of a public body; others say it of themselves.
    static func usualBasis(_ type: InstitutionType) -> ServedArea.Basis { type.tier == .local ? .declared : .statutory }
}
