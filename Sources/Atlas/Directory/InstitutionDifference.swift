// SPDX-License-Identifier: Apache-2.0

extension Institution {
    /// A field that two states of an entry have differently, as people read it.
    public struct Difference: Sendable, Hashable {
        /// The name of the field in our tables, such as `phones`.
        public let field: String
        /// Empty when there was nothing.
        public let before: String
        /// Empty when there is nothing any more.
        public let after: String
    }

    /// The fields in which this state differs from an earlier one, in the order of the tables' columns.
    public func differences(from earlier: Institution) -> [Difference] {
        zip(earlier.fieldTexts, fieldTexts).compactMap { before, after in
            before.text == after.text ? nil : Difference(field: after.field, before: before.text, after: after.text)
        }
    }

    /// All fields as text; two entries that differ in anything differ in one of these.
    private var fieldTexts: [(field: String, text: String)] {
        [
            ("type", type.rawValue), ("name", name), ("other_names", Self.list(otherNames)), ("parent", parentID?.text ?? ""),
            ("run_by", runBy ?? ""), ("area", Self.list(area.map { "\($0.code.stem):\($0.basis.rawValue)" })),
            ("area_note", areaNote ?? ""), ("locations", Self.list(locations.map(Self.text))),
            ("phones", Self.list(locations.flatMap(\.phones).map(Self.text))), ("hours", Self.list(locations.compactMap(\.hours).map(Self.text))),
            ("emails", Self.list(emails)), ("website", website ?? ""),
            (
                "coordinator",
                Self.list([coordinator?.name, coordinator?.role, coordinator?.phone.map(Self.text), coordinator?.email].map { $0 ?? "–" })
            ),
            ("services", Self.list(services.map(Self.text))), ("description_pl", description.polish),
            ("description_en", description.english), ("source", sourceID), ("record_date", recordDate?.text ?? ""),
            ("verified_on", verifiedOn?.text ?? ""), ("note", note ?? ""),
        ]
    }

    private static func list(_ texts: [String]) -> String { texts.joined(separator: " | ") }

    private static func text(_ phone: Phone) -> String {
        [phone.text, phone.number ?? "", phone.extensionNumber ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func text(_ hours: OpeningHours) -> String {
        hours.text + (hours.schedule.map { " [\($0.encoded)]" } ?? "")
    }

    private static func text(_ location: Location) -> String {
        let point = location.point.map { "\($0.longitude) \($0.latitude) \($0.precision.rawValue)" }
        let address = [location.address.street, location.address.building, location.address.postalCode, location.address.locality]
        return [location.name, address.joined(separator: ", "), location.gmina?.stem, point].compactMap { $0 }.joined(separator: "; ")
    }

    private static func text(_ service: Service) -> String {
        var parts = [service.termID] + [service.name, service.description].compactMap { $0 }
        if !service.targetIDs.isEmpty { parts.append(service.targetIDs.joined(separator: " ")) }
        parts += [service.eligibility, service.cost].compactMap { $0 }
        parts += [service.capacity.map { "capacity \($0)" }, service.freePlaces.map { "free \($0)" }, service.freePlacesOn?.text].compactMap { $0 }
        return parts.joined(separator: "; ")
    }
}
