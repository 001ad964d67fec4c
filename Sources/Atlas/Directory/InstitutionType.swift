// SPDX-License-Identifier: Apache-2.0

/// The tier of government whose task an institution does.
public enum InstitutionTier: String, Sendable, Hashable, CaseIterable, Codable {
    case gmina, powiat, wojewodztwo
    /// Serves people in its neighbourhood, whoever runs it.
    case local
}

/// What sort of institution an entry is. The raw values stand in tables and addresses.
public enum InstitutionType: String, Sendable, Hashable, CaseIterable, Codable {
    case ops = "OPS"
    case cus = "CUS"
    case pcpr = "PCPR"
    case pup = "PUP"
    case wup = "WUP"
    case rops = "ROPS"
    case uw = "UW"
    case oik = "OIK"
    case cis = "CIS"
    case kis = "KIS"
    case schronisko = "SCHRONISKO"
    case noclegownia = "NOCLEGOWNIA"
    case sds = "SDS"
    case dps = "DPS"
    case wtz = "WTZ"
    case zaz = "ZAZ"
    case ngo = "NGO"
    case pes = "PES"
    case agencja = "AGENCJA"
    case szkolenie = "SZKOLENIE"
    case rada = "RADA"
    case urzad = "URZAD"
    case inne = "INNE"

    /// The abbreviation or word that people use: `OPS`, `ŚDS`, `schronisko`.
    public var label: LocalizedText {
        switch self {
        case .sds: LocalizedText(polish: "ŚDS", english: "ŚDS")
        case .schronisko: LocalizedText(polish: "schronisko", english: "hostel")
        case .noclegownia: LocalizedText(polish: "noclegownia", english: "night shelter")
        case .agencja: LocalizedText(polish: "agencja zatrudnienia", english: "employment agency")
        case .szkolenie: LocalizedText(polish: "instytucja szkoleniowa", english: "training institution")
        case .rada: LocalizedText(polish: "rada rynku pracy", english: "labour market council")
        case .urzad: LocalizedText(polish: "urząd", english: "local government office")
        case .inne: LocalizedText(polish: "inna", english: "other")
        default: LocalizedText(polish: rawValue, english: rawValue)
        }
    }

    /// The full name of the type, as a heading or a filter shows it.
    public var name: LocalizedText {
        switch self {
        case .ops: LocalizedText(polish: "ośrodek pomocy społecznej", english: "social welfare centre")
        case .cus: LocalizedText(polish: "centrum usług społecznych", english: "social services centre")
        case .pcpr: LocalizedText(polish: "powiatowe centrum pomocy rodzinie", english: "powiat family support centre")
        case .pup: LocalizedText(polish: "powiatowy urząd pracy", english: "powiat labour office")
        case .wup: LocalizedText(polish: "wojewódzki urząd pracy", english: "voivodeship labour office")
        case .rops: LocalizedText(polish: "regionalny ośrodek polityki społecznej", english: "regional centre of social policy")
        case .uw: LocalizedText(polish: "urząd wojewódzki", english: "voivodeship office")
        case .oik: LocalizedText(polish: "ośrodek interwencji kryzysowej", english: "crisis intervention centre")
        case .cis: LocalizedText(polish: "centrum integracji społecznej", english: "social integration centre")
        case .kis: LocalizedText(polish: "klub integracji społecznej", english: "social integration club")
        case .schronisko: LocalizedText(polish: "schronisko dla osób bezdomnych", english: "hostel for homeless people")
        case .noclegownia: LocalizedText(polish: "noclegownia lub ogrzewalnia", english: "night shelter or warming room")
        case .sds: LocalizedText(polish: "środowiskowy dom samopomocy", english: "community self-help home")
        case .dps: LocalizedText(polish: "dom pomocy społecznej", english: "care home")
        case .wtz: LocalizedText(polish: "warsztat terapii zajęciowej", english: "occupational therapy workshop")
        case .zaz: LocalizedText(polish: "zakład aktywności zawodowej", english: "sheltered enterprise")
        case .ngo: LocalizedText(polish: "organizacja pozarządowa", english: "non-governmental organisation")
        case .pes: LocalizedText(polish: "podmiot ekonomii społecznej", english: "social enterprise")
        case .agencja: LocalizedText(polish: "agencja zatrudnienia", english: "employment agency")
        case .szkolenie: LocalizedText(polish: "instytucja szkoleniowa", english: "training institution")
        case .rada: LocalizedText(polish: "powiatowa rada rynku pracy", english: "powiat labour market council")
        case .urzad: LocalizedText(polish: "urząd gminy, miasta lub starostwo", english: "gmina, town or powiat office")
        case .inne: LocalizedText(polish: "inna instytucja", english: "other institution")
        }
    }

    public var tier: InstitutionTier {
        switch self {
        case .ops, .cus: .gmina
        case .pcpr, .pup, .oik, .rada: .powiat
        case .wup, .rops, .uw: .wojewodztwo
        default: .local
        }
    }

    /// The abbreviations under which such an institution calls itself, all of which name this type.
    public var abbreviations: [String] {
        switch self {
        case .ops: ["OPS", "GOPS", "MOPS", "MGOPS", "GMOPS", "MOPR", "MGOPR"]
        case .cus: ["CUS", "GCUS", "MCUS", "MGCUS"]
        case .pup: ["PUP", "MUP", "GUP", "SUP", "UPPK", "PUP-MUP"]
        case .uw: ["UW", "MUW", "SUW"]
        case .sds: ["ŚDS", "SDS"]
        case .ngo, .pes, .pcpr, .wup, .rops, .oik, .cis, .kis, .dps, .wtz, .zaz: [rawValue]
        default: []
        }
    }

    /// The type that a raw value or an abbreviation names, whatever its case and whether or not it has its
    /// diacritics: `OPS`, `mops`, `śds`; nil for anything else.
    public init?(naming text: String) {
        let wanted = text.uppercased().replacing("Ś", with: "S")
        let found = Self.allCases.first { type in
            type.rawValue == wanted || type.abbreviations.contains { $0.replacing("Ś", with: "S") == wanted }
        }
        guard let found else { return nil }
        self = found
    }
}
