// SPDX-License-Identifier: Apache-2.0

/// What people do here.
public enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    /// Of the region: everything, and who else may what.
    case administrator
    /// Of a powiat: all institutions and agreements in it, and who edits them.
    case coordinator
    /// Of an institution: its own entry and its agreements.
    case editor
    /// Reads what is not for everybody, such as the history of changes, with a program and its key.
    case reader

    public var name: LocalizedText {
        switch self {
        case .administrator: LocalizedText(polish: "administrator regionu", english: "region administrator")
        case .coordinator: LocalizedText(polish: "koordynator powiatu", english: "powiat coordinator")
        case .editor: LocalizedText(polish: "redaktor instytucji", english: "institution editor")
        case .reader: LocalizedText(polish: "czytelnik", english: "reader")
        }
    }
}

/// A role, and for which institution or powiat.
public enum Grant: Sendable, Hashable, Comparable {
    case administrator
    /// Of one powiat (a city with powiat rights is one).
    case coordinator(TERYTCode)
    case editor(InstitutionID)
    case reader

    public var role: Role {
        switch self {
        case .administrator: .administrator
        case .coordinator: .coordinator
        case .editor: .editor
        case .reader: .reader
        }
    }

    /// In the order of what they may: administrators first.
    public static func < (a: Grant, b: Grant) -> Bool { a.order < b.order }

    private var order: String {
        switch self {
        case .administrator: "0"
        case .coordinator(let powiat): "1 \(powiat.stem)"
        case .editor(let id): "2 \(id)"
        case .reader: "3"
        }
    }
}
