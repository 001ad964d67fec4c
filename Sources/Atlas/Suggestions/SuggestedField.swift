// SPDX-License-Identifier: Apache-2.0

/// A part of an entry that somebody can say is wrong.
public enum SuggestedField: String, Sendable, Hashable, CaseIterable, Codable {
    case phones
    case hours
    case address
    case emails
    case website
    case coordinator
    case name
    case services
    case area
    /// It is closed, or stands in the directory twice.
    case existence
    case other

    public var label: LocalizedText {
        switch self {
        case .phones: LocalizedText(polish: "Telefon", english: "Telephone")
        case .hours: LocalizedText(polish: "Godziny otwarcia", english: "Opening hours")
        case .address: LocalizedText(polish: "Adres", english: "Address")
        case .emails: LocalizedText(polish: "Adres e-mail", english: "E-mail address")
        case .website: LocalizedText(polish: "Strona internetowa", english: "Website")
        case .coordinator: LocalizedText(polish: "Koordynator współpracy", english: "Cooperation coordinator")
        case .name: LocalizedText(polish: "Nazwa", english: "Name")
        case .services: LocalizedText(polish: "Usługi", english: "Services")
        case .area: LocalizedText(polish: "Obszar działania", english: "Area served")
        case .existence: LocalizedText(polish: "Instytucja nie istnieje albo występuje dwa razy", english: "The institution is closed or listed twice")
        case .other: LocalizedText(polish: "Coś innego", english: "Something else")
        }
    }

    /// Whether it has a right text; all else is described in words.
    public var hasProposal: Bool {
        switch self {
        case .phones, .hours, .address, .emails, .website, .coordinator, .name: true
        case .services, .area, .existence, .other: false
        }
    }

    /// Whether the right text can take the place of the wrong one at once. An address has its point on the map, a coordinator has
    /// parts: they are mended in the editor.
    public var isReplaceable: Bool {
        switch self {
        case .phones, .hours, .emails, .website, .name: true
        case .address, .coordinator, .services, .area, .existence, .other: false
        }
    }

    /// What the field says of an institution, a thing a line; empty for nothing.
    public func text(of institution: Institution) -> String {
        switch self {
        case .phones: institution.phones.map(\.text).joined(separator: "\n")
        case .hours: institution.seat?.hours?.text ?? ""
        case .address: institution.seat?.address.oneLine ?? ""
        case .emails: institution.emails.joined(separator: "\n")
        case .website: institution.website ?? ""
        case .coordinator:
            [institution.coordinator?.name, institution.coordinator?.role, institution.coordinator?.phone?.text, institution.coordinator?.email]
                .compactMap { $0 }.joined(separator: "\n")
        case .name: institution.name
        case .services, .area, .existence, .other: ""
        }
    }
}
