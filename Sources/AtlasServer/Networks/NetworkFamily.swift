// SPDX-License-Identifier: Apache-2.0

import Atlas

/// Kinds of institutions as a drawing tells them apart: each has a shape and a colour, so that neither is needed alone.
enum NetworkFamily: String, CaseIterable, Sendable {
    case welfare, labour, administration, reintegration, homes, organisations, other

    init(_ type: InstitutionType) {
        switch type {
        case .ops, .cus, .pcpr, .oik: self = .welfare
        case .pup, .wup, .agencja, .szkolenie, .rada: self = .labour
        case .rops, .uw, .urzad: self = .administration
        case .cis, .kis, .wtz, .zaz, .pes: self = .reintegration
        case .sds, .dps, .schronisko, .noclegownia: self = .homes
        case .ngo: self = .organisations
        case .inne: self = .other
        }
    }

    var name: LocalizedText {
        switch self {
        case .welfare: LocalizedText(polish: "pomoc społeczna i\u{A0}rodzina", english: "welfare and family")
        case .labour: LocalizedText(polish: "rynek pracy", english: "labour market")
        case .administration: LocalizedText(polish: "urzędy i\u{A0}samorząd województwa", english: "local and regional government")
        case .reintegration: LocalizedText(polish: "reintegracja i\u{A0}ekonomia społeczna", english: "reintegration and social economy")
        case .homes: LocalizedText(polish: "domy i\u{A0}schronienia", english: "homes and shelters")
        case .organisations: LocalizedText(polish: "organizacje pozarządowe", english: "non-governmental organisations")
        case .other: LocalizedText(polish: "inne", english: "other")
        }
    }

    /// Colours keep 3:1 on the page's paper; the shapes differ too. The style sheet has the same ones.
    var color: String {
        switch self {
        case .welfare: "#0f5573"
        case .labour: "#a8480b"
        case .administration: "#4a4f57"
        case .reintegration: "#2c7a3f"
        case .homes: "#6d3f9c"
        case .organisations: "#b0245a"
        case .other: "#6b6a2c"
        }
    }

    /// The outline round the origin as SVG path data.
    /// - Parameter r: about the radius; areas of all shapes are alike.
    func path(_ r: Double) -> String {
        func polygon(_ points: [(Double, Double)]) -> String {
            "M" + points.map { "\(NetworkPicture.short($0.0 * r)) \(NetworkPicture.short($0.1 * r))" }.joined(separator: "L") + "Z"
        }
        switch self {
        case .welfare:
            let radius = NetworkPicture.short(r)
            return "M-\(radius) 0A\(radius) \(radius) 0 1 0 \(radius) 0A\(radius) \(radius) 0 1 0 -\(radius) 0Z"
        case .labour: return polygon([(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)])
        case .administration: return polygon([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)])
        case .reintegration: return polygon([(0, -1.25), (1.2, 0.9), (-1.2, 0.9)])
        case .homes: return polygon([(0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0), (-0.55, -0.95)])
        case .organisations: return polygon([(0, 1.25), (1.2, -0.9), (-1.2, -0.9)])
        case .other:
            return polygon([
                (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4),
                (-1.1, -0.4), (-0.4, -0.4),
            ])
        }
    }
}

extension DirectoryEntry {
    /// What stands beside a symbol: `PUP Tarnów`, or the beginning of a name that no abbreviation says.
    func drawnName(_ language: Language) -> String {
        switch NetworkFamily(type) {
        case .organisations, .other: return Self.shortened(name)
        case .administration where type == .urzad: return Self.shortened(name)
        default: return address.locality.isEmpty ? Self.shortened(name) : "\(language.of(type.label)) \(address.locality)"
        }
    }

    private static func shortened(_ text: String) -> String {
        guard text.count > 28 else { return text }
        let start = text.prefix(27)
        return String(start[..<(start.lastIndex(of: " ") ?? start.endIndex)]) + "…"
    }
}
