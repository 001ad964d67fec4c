// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Writes the directory's own tables. What is written is read back to equal values.
///
/// Rows are ordered by id, so that the same institutions give the same bytes. Opening hours are written as their text, from which
/// the schedule follows. A bar inside a part of a list, which would end the part, is written as a slash.
public enum DirectoryTableWriter {
    public static func institutions(_ institutions: [Institution]) -> String {
        TableWriter.table(
            DirectoryColumns.institutions.map(\.name),
            ordered(institutions).map { institution in
                let seat = institution.seat
                let address = seat?.address ?? PostalAddress(locality: "")
                return [
                    institution.id.text, institution.type.rawValue, institution.name, list(institution.otherNames), institution.parentID?.text ?? "",
                    institution.runBy ?? "", area(institution), institution.areaNote ?? "", address.street, address.building, address.postalCode,
                    address.locality, seat?.gmina?.stem ?? "",
                ] + point(seat?.point) + [
                    phones(seat?.phones ?? []), list(institution.emails), institution.website ?? "", institution.coordinator?.name ?? "",
                    institution.coordinator?.role ?? "", institution.coordinator?.phone?.text ?? "", institution.coordinator?.email ?? "",
                    seat?.hours?.text ?? "", institution.description.polish, institution.description.english, institution.sourceID,
                    institution.recordDate?.text ?? "", institution.verifiedOn?.text ?? "", institution.note ?? "",
                ]
            })
    }

    /// Own services; those that follow from the type are not written.
    public static func services(_ institutions: [Institution]) -> String {
        TableWriter.table(
            DirectoryColumns.services.map(\.name),
            ordered(institutions).flatMap { institution in
                institution.services.map { service in
                    [
                        institution.id.text, service.termID, service.name ?? "", service.description ?? "", list(service.targetIDs),
                        service.eligibility ?? "", service.cost ?? "", service.capacity.map(String.init) ?? "",
                        service.freePlaces.map(String.init) ?? "", service.freePlacesOn?.text ?? "",
                    ]
                }
            })
    }

    /// Places beside the seats.
    public static func locations(_ institutions: [Institution]) -> String {
        TableWriter.table(
            DirectoryColumns.locations.map(\.name),
            ordered(institutions).flatMap { institution in
                institution.locations.dropFirst().map { location in
                    [
                        institution.id.text, location.name ?? "", location.address.street, location.address.building, location.address.postalCode,
                        location.address.locality, location.gmina?.stem ?? "",
                    ] + point(location.point) + [phones(location.phones), location.hours?.text ?? ""]
                }
            })
    }

    public static func sources(_ sources: [Source]) -> String {
        TableWriter.table(
            IndicatorTables.sourceColumns,
            sources.sorted { $0.id < $1.id }.map {
                [$0.id, $0.name.polish, $0.name.english, $0.publisher, $0.url ?? "", $0.date.text, $0.licence.polish, $0.licence.english]
            })
    }

    /// A whole unit on one row; the gminas of a named part on one row too.
    public static func sectors(_ sectors: [AdviserSector]) -> String {
        TableWriter.table(
            DirectoryColumns.sectors.map(\.name),
            sectors.sorted { ($0.region, $0.number) < ($1.region, $1.number) }.flatMap { sector in
                SectorRow.rows(of: sector).map {
                    [sector.region.stem, String(sector.number), $0.unit.stem, $0.part, list($0.gminas.map(\.stem)), sector.sourceID]
                }
            })
    }

    public static func thesaurus(_ entries: [ThesaurusEntry]) -> String {
        TableWriter.table(DirectoryColumns.thesaurus.map(\.name), entries.map { [$0.concept, list($0.forms), $0.note] })
    }

    // MARK: Fields

    private static func ordered(_ institutions: [Institution]) -> [Institution] { institutions.sorted { $0.id < $1.id } }

    private static func list(_ parts: [String]) -> String { parts.map { $0.replacing("|", with: "/") }.joined(separator: " | ") }

    private static func phones(_ phones: [Phone]) -> String { list(phones.map(\.text)) }

    private static func area(_ institution: Institution) -> String {
        let usual = UnitCodes.usualBasis(institution.type)
        return list(institution.area.map { $0.code.stem + ($0.basis == usual ? "" : ":" + $0.basis.rawValue) })
    }

    private static func point(_ point: InstitutionPoint?) -> [String] {
        guard let point else { return ["", "", ""] }
        return [DecimalNumber.write(point.longitude), DecimalNumber.write(point.latitude), point.precision.rawValue]
    }
}
