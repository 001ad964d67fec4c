// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText

/// Reads lists of welfare centres: OPS under its many names, CUS, PCPR.
///
/// Two layouts are known by their headers: the export of the register of welfare units, with ids, hours and
/// approximate points, and the shorter list of a województwo without them. An institution of the register is `rjps-` and
/// its number there; one without such a number is the `ops-` of its gmina or the `pcpr-` of its powiat.
///
/// Codes and points of these lists are often wrong. The gmina is found by the names of the row; a code decides only between
/// gminas of one name. A point outside the gmina where the office stands is replaced by one inside it, of lower precision.
public struct WelfareRegisterReader: InstitutionReader {
    public static let kind = "rjps"
    public static let help = "lists of welfare centres (OPS, CUS, PCPR) of the register of welfare units or of a województwo"

    let reference: DirectoryReference
    let sourceID: String?
    let recordDate: Period?

    public init(reference: DirectoryReference, sourceID: String? = nil, recordDate: Period? = nil) {
        self.reference = reference
        self.sourceID = sourceID
        self.recordDate = recordDate
    }

    public func read(_ data: Data, file: String, partial: Bool = false) throws(IntakeRefusal) -> IntakeResult<Institution> {
        let table = try DelimitedTable(data, file: file, delimiter: nil)
        let isRegister = table.header.contains(RegisterLayout.mark)
        let columns = isRegister ? RegisterLayout.columns : RegionalLayout.columns
        var rows = try RowReader(table, columns: columns, othersAllowed: true)
        var draft = WelfareDraft(finder: GminaFinder(reference.territory), points: PointCheck(geography: reference.geography), reader: self)
        rows.forEach { (fields) throws(RowFault) in
            try draft.take(isRegister ? RegisterLayout.row(fields) : RegionalLayout.row(fields))
        }
        return try draft.result(&rows, partial: partial)
    }
}

/// A row of either layout.
struct WelfareRow {
    var line: Int
    var abbreviation: String
    /// The number in the register; empty without one.
    var number: String
    var wojewodztwo: String
    var powiat: String
    var gmina: String
    var name: String
    var postalCode: String
    var locality: String
    var street: String
    var building: String
    var phones: String
    var website: String
    var emails: String
    var hours: String
    var code: String
    var latitude: String
    var longitude: String
    var precision: String
    var origin: String
}

/// The export of the register.
private enum RegisterLayout {
    static let mark = "id_jednostki"
    static let columns = [
        "typ", "id_jednostki", "wojewodztwo", "powiat", "gmina", "nazwa", "kod_pocztowy", "miejscowosc", "ulica", "numer_domu", "telefon", "www",
        "email", "godziny_pracy", "teryt_gminy", "latitude", "longitude", "geo_precyzja", "uwagi",
    ]

    static func row(_ fields: RowReader.Fields) -> WelfareRow {
        WelfareRow(
            line: fields.line, abbreviation: fields[0].trimmed, number: fields[1].trimmed, wojewodztwo: fields[2], powiat: fields[3], gmina: fields[4],
            name: fields[5], postalCode: fields[6], locality: fields[7], street: fields[8], building: fields[9], phones: fields[10], website: fields[11],
            emails: fields[12], hours: fields[13], code: fields[14].trimmed, latitude: fields[15].trimmed, longitude: fields[16].trimmed,
            precision: fields[17].trimmed, origin: fields[18])
    }
}

/// The list of a województwo: no numbers, hours or points; street and house number in one field.
private enum RegionalLayout {
    static let columns = ["typ", "wojewodztwo", "powiat", "gmina", "nazwa", "kod_pocztowy", "miejscowosc", "adres", "telefon", "email"]

    static func row(_ fields: RowReader.Fields) -> WelfareRow {
        WelfareRow(
            line: fields.line, abbreviation: fields[0].trimmed, number: "", wojewodztwo: fields[1], powiat: fields[2], gmina: fields[3],
            name: fields[4], postalCode: fields[5], locality: fields[6], street: fields[7], building: "", phones: fields[8], website: "",
            emails: fields[9], hours: "", code: "", latitude: "", longitude: "", precision: "", origin: "")
    }
}
