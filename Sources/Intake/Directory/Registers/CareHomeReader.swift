// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import PolishText
import TileGeometry

/// Reads lists of day centres and care homes: środowiskowe domy samopomocy (ŚDS), domy pomocy społecznej (DPS).
///
/// An institution is `placowka-` and its number in the list. These lists have points of addresses, which are mostly right
/// where the gmina is not: when the two disagree, the point is believed if it lies in the powiat that the row names or the
/// body that runs the home comes from there; otherwise the gmina is.
public struct CareHomeReader: InstitutionReader {
    public static let kind = "placowki"
    public static let help = "lists of day centres and care homes (ŚDS, DPS)"

    static let columns = [
        "id", "nazwa", "typ_placowki", "prowadzacy", "data_aktualizacji", "zrodlo", "wojewodztwo", "powiat", "gmina", "miasto_wies", "ulica",
        "kod_pocztowy", "geo_lat", "geo_long", "telefon", "email", "www", "liczba_miejsc", "profil_opieki", "koszt_pobytu", "opis",
        "godziny_otwarcia", "facebook_url", "instagram_url", "dodatkowe_info",
    ]

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
        var rows = try RowReader(table, columns: Self.columns, othersAllowed: true)
        let places = CareHomePlaces(
            finder: GminaFinder(reference.territory), points: PointCheck(geography: reference.geography), repeated: Self.repeatedPoints(rows))
        var notes = ListNotes()
        var lines: [InstitutionID: Int] = [:]
        var institutions: [Institution] = []
        rows.forEach { (fields) throws(RowFault) in
            var remarks: [String] = []
            let institution = try institution(fields, places: places, remarks: &remarks)
            if let first = lines[institution.id] { throw RowFault("the number \(fields[0].trimmed) stands in line \(first) already") }
            lines[institution.id] = fields.line
            notes.add(fields.line, remarks)
            institutions.append(institution)
        }
        rows.report.remarks += notes.lines
        return try rows.result(Self.withParents(institutions), partial: partial)
    }

    /// Points that stand in more than one row, to within ten metres: at most one of the rows can be right.
    private static func repeatedPoints(_ rows: RowReader) -> [String: [Int]] {
        var lines: [String: [Int]] = [:]
        for row in rows.table.rows where row.fields.count == rows.table.header.count {
            let fields = RowReader.Fields(line: row.line, all: row.fields, positions: rows.positions)
            if let key = CareHomePlaces.key(latitude: fields[12].trimmed, longitude: fields[13].trimmed) { lines[key, default: []].append(row.line) }
        }
        return lines.filter { $0.value.count > 1 }
    }

    /// A branch belongs to the home of the same page and running body whose name has no word for a branch.
    private static func withParents(_ institutions: [Institution]) -> [Institution] {
        func isBranch(_ institution: Institution) -> Bool {
            fold(institution.name).split { !$0.isLetter }.contains { $0 == "filia" || $0 == "oddzial" }
        }
        return institutions.map { institution in
            guard isBranch(institution), let website = institution.website else { return institution }
            let wholes = institutions.filter {
                $0.website == website && $0.type == institution.type && $0.runBy == institution.runBy && !isBranch($0)
            }
            var branch = institution
            if wholes.count == 1 { branch.parentID = wholes[0].id }
            return branch
        }
    }

    // MARK: One row

    private func institution(_ fields: RowReader.Fields, places: CareHomePlaces, remarks: inout [String]) throws(RowFault) -> Institution {
        let name = ContactReading.text(fields[1])
        guard !name.isEmpty else { throw RowFault("the name is empty") }
        for (column, limit) in [(1, 300), (3, 300), (9, 120), (10, 160), (20, 5000), (21, 2000), (24, 1000)] {
            try TextField.check(fields[column], named: Self.columns[column], limit: limit)
        }
        let type = try type(fields[2])
        let runBy = ContactReading.text(fields[3])
        let number = fields[0].trimmed
        guard let count = DecimalNumber.wholeNumber(number), count > 0, let id = try? InstitutionID("placowka-\(count)") else {
            throw RowFault("the number “\(DelimitedTable.shortened(number))” is not one of the list: expected digits, as in 101")
        }
        let place = try places.place(fields, name: name, runBy: runBy, remarks: &remarks)
        let phones = TelephoneReader.read(ContactReading.text(fields[14]).isEmpty ? "" : fields[14])
        let emails = ContactReading.emails(fields[15])
        let website = ContactReading.website(ContactReading.text(fields[16]).isEmpty ? fields[22] : fields[16])
        remarks += phones.faults + emails.faults.map { $0 + ": left out" } + (website.fault.map { [$0] } ?? [])
        var postalCode = ""
        if !ContactReading.text(fields[11]).isEmpty {
            if let read = ContactReading.postalCode(fields[11]) {
                postalCode = read
            } else {
                remarks.append("the postal code “\(DelimitedTable.shortened(fields[11]))” is not one: left out")
            }
        }
        let seat = Location(
            address: StreetAddress.address(street: fields[10], postalCode: postalCode, locality: place.locality), gmina: place.gmina.code,
            point: place.point, phones: phones.phones, hours: hours(fields[21]))
        let extra = ContactReading.text(fields[24])
        // A name that repeats the list's slip in the gmina's name is found under the right one too.
        let mended = name.replacing(ContactReading.text(fields[8]), with: place.gmina.name)
        let isSlip = place.locality == place.gmina.name && mended != name && ContactReading.text(fields[9]) != place.locality
        return Institution(
            id: id, type: type, name: name, otherNames: isSlip ? [mended] : [], runBy: runBy.isEmpty ? nil : runBy, area: [ServedArea(code: place.area, basis: .declared)], locations: [seat],
            emails: emails.addresses, website: website.address,
            services: [CareProfile(fields, type: type, taxonomy: reference.taxonomy, remarks: &remarks).service].compactMap { $0 },
            sourceID: try source(fields[5]), recordDate: try RowReader.Fields.day(fields[4]) ?? recordDate, note: extra.isEmpty ? nil : extra)
    }

    private func type(_ text: String) throws(RowFault) -> InstitutionType {
        guard let type = InstitutionType(naming: text.trimmed), type.tier == .local || type == .oik else {
            throw RowFault("the type “\(DelimitedTable.shortened(text.trimmed))” is not known: expected ŚDS, DPS or another kind of home or workshop")
        }
        return type
    }

    private func source(_ text: String) throws(RowFault) -> String {
        if let list = PublishedList.named(in: text) { return list.source.id }
        if let sourceID { return sourceID }
        throw RowFault("the source “\(DelimitedTable.shortened(text.trimmed))” is not a known list: name the source of the file")
    }

    private func hours(_ raw: String) -> OpeningHours? {
        let text = ContactReading.lines(raw)
        guard !ContactReading.text(text).isEmpty else { return nil }
        return OpeningHours(text: text, schedule: OpeningHoursParser.schedule(text, unnamedDays: .unknown))
    }
}

/// Finds where a home of a list stands.
struct CareHomePlaces {
    let finder: GminaFinder
    let points: PointCheck
    /// Lines of rows that share a point.
    let repeated: [String: [Int]]

    struct Place {
        let gmina: TerritorialUnit
        /// The powiat or city whose people the home takes.
        let area: TERYTCode
        let locality: String
        let point: InstitutionPoint?
    }

    static func key(latitude: String, longitude: String) -> String? {
        guard let latitude = try? DecimalNumber.parse(latitude), let longitude = try? DecimalNumber.parse(longitude) else { return nil }
        return "\(Int((latitude * 10_000).rounded())) \(Int((longitude * 10_000).rounded()))"
    }

    func place(_ fields: RowReader.Fields, name: String, runBy: String, remarks: inout [String]) throws(RowFault) -> Place {
        let claimed = try claimedPoint(fields)
        let inside = claimed.flatMap { points.geography.gmina(at: Point($0.longitude, $0.latitude)) }.flatMap { finder.unit($0) }
        var claim = GminaClaim(wojewodztwo: fields[6], powiat: fields[7], gmina: fields[8], institution: "", hints: [name, fields[15], runBy])
        // A town and the gmina around it share their name: the point says which.
        claim.around = inside?.code
        let found = try finder.find(claim)
        remarks += found.remarks
        let town = finder.seat(of: found.gmina, locality: fields[9])
        let locality = self.locality(fields[9], found)
        guard let claimed, let inside, inside.code != found.gmina.code, inside.code != town.code else {
            let point = points.point(claimed, gmina: inside?.code == town.code ? town : found.gmina, remarks: &remarks)
            let gmina = inside?.code == town.code ? town : found.gmina
            return Place(gmina: gmina, area: gmina.code.parent ?? gmina.code, locality: locality, point: point)
        }
        return disputed(claimed, inside, found, fields, runBy: runBy, locality: locality, remarks: &remarks)
    }

    /// The point lies in another gmina than the one named.
    private func disputed(
        _ claimed: InstitutionPoint, _ inside: TerritorialUnit, _ found: GminaFinder.Finding, _ fields: RowReader.Fields, runBy: String, locality: String,
        remarks: inout [String]
    ) -> Place {
        let place = Point(claimed.longitude, claimed.latitude)
        let near = points.geography.distanceKilometers(from: place, to: found.gmina.code).map { $0 <= PointCheck.toleranceKilometers } ?? false
        let named = finder.powiat(fields[7], within: found.gmina.code.ancestor(at: .wojewodztwo) ?? found.gmina.code)?.unit
        let isInNamedPowiat = named.map { inside.code.isWithin($0.code) } ?? false
        let runner = PlaceName.plain(runBy)
        let home = inside.code.parent.flatMap { finder.unit($0) }
        let isRunFromThere = home.map { runner == PlaceName.plain($0.name) || runner.hasSuffix(" " + PlaceName.plain($0.name)) } ?? false
        let shared = (Self.key(latitude: fields[12].trimmed, longitude: fields[13].trimmed).flatMap { repeated[$0] } ?? []).filter { $0 != fields.line }
        if near { return Place(gmina: found.gmina, area: found.powiat.code, locality: locality, point: claimed) }
        if shared.isEmpty, isInNamedPowiat || isRunFromThere {
            let why = isInNamedPowiat ? "in the powiat of the row" : "where “\(runBy)”, which runs it, has its powiat"
            remarks.append(
                "the row says \(found.gmina.fullName); its point lies in \(inside.fullName) (\(inside.code.stem)), \(why): the point was believed")
            return Place(gmina: inside, area: inside.code.parent ?? inside.code, locality: locality, point: claimed)
        }
        let distance = points.geography.distanceKilometers(from: place, to: found.gmina.code).map { PointCheck.kilometers($0) } ?? "far"
        let copied = shared.isEmpty ? "" : ", and stands in line \(shared.map(String.init).joined(separator: ", ")) too"
        remarks.append(
            "the point \(PointCheck.text(claimed)) lies in \(inside.fullName), \(distance) from \(found.gmina.fullName)\(copied): "
                + "a point inside the gmina stands in its place")
        return Place(gmina: found.gmina, area: found.powiat.code, locality: locality, point: points.inner(found.gmina))
    }

    /// The locality; where the list has the misspelt name of the gmina, the gmina's name.
    private func locality(_ raw: String, _ found: GminaFinder.Finding) -> String {
        let text = ContactReading.text(raw)
        guard !text.isEmpty else { return found.gmina.name }
        let name = PlaceName.plain(text)
        let own = PlaceName.plain(found.gmina.name)
        let isMisspelt = name != own && EditDistance.between(name, own, limit: 2) <= PlaceName.slipLimit(own) && name.count >= 5
        return isMisspelt ? found.gmina.name : text
    }

    /// Three decimals are a hundred metres: a street, not a building.
    private static func isRough(_ texts: String...) -> Bool {
        texts.allSatisfy { text in (text.split(separator: ".").last?.count ?? 0) <= 3 }
    }

    private func claimedPoint(_ fields: RowReader.Fields) throws(RowFault) -> InstitutionPoint? {
        let (latitude, longitude) = (ContactReading.text(fields[12]), ContactReading.text(fields[13]))
        if latitude.isEmpty, longitude.isEmpty { return nil }
        guard let y = try? DecimalNumber.parse(latitude), let x = try? DecimalNumber.parse(longitude),
            let point = InstitutionPoint(longitude: x, latitude: y, precision: Self.isRough(latitude, longitude) ? .street : .address)
        else {
            throw RowFault(
                "latitude “\(DelimitedTable.shortened(latitude))” and longitude “\(DelimitedTable.shortened(longitude))” are not a point in Poland")
        }
        return point
    }
}
