// SPDX-License-Identifier: Apache-2.0

/// A language in which the API names things.
public enum BDLLanguage: String, Sendable, Hashable, CaseIterable {
    case polish = "pl"
    case english = "en"
}

/// A level of the Local Data Bank's units, as far as the atlas has it. The levels of macroregions (1), regions (3),
/// subregions (4) and localities (7) are left out.
public enum BDLLevel: Int, Sendable, Hashable, CaseIterable, Comparable {
    case kraj = 0
    case wojewodztwo = 2
    case powiat = 5
    case gmina = 6

    public static func < (a: BDLLevel, b: BDLLevel) -> Bool { a.rawValue < b.rawValue }
}

/// A variable (`cecha`) of the Local Data Bank: one series of numbers over units and years.
public struct BDLVariable: Sendable, Hashable, Decodable {
    public let id: Int
    /// The subject (`P2392`) that it belongs to.
    public let subjectID: String
    /// What distinguishes it within the subject: `ogółem`, `25-29`, …; at least one.
    public let names: [String]
    /// The smallest level that it has values for.
    public let level: Int
    public let measureUnitID: Int?
    public let measureUnitName: String
    /// The years that it has values for; empty in lists, which do not say.
    public let years: [Int]

    public init(
        id: Int, subjectID: String, names: [String], level: Int, measureUnitID: Int?, measureUnitName: String, years: [Int]
    ) {
        self.id = id
        self.subjectID = subjectID
        self.names = names
        self.level = level
        self.measureUnitID = measureUnitID
        self.measureUnitName = measureUnitName
        self.years = years
    }

    private enum Key: String, CodingKey {
        case id, subjectId, n1, n2, n3, n4, n5, level, measureUnitId, measureUnitName, years
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(
            id: try fields.decode(Int.self, forKey: .id),
            subjectID: try fields.decodeIfPresent(String.self, forKey: .subjectId) ?? "",
            names: try [Key.n1, .n2, .n3, .n4, .n5].compactMap { try fields.decodeIfPresent(String.self, forKey: $0)?.trimmed }
                .filter { !$0.isEmpty },
            level: try fields.decodeIfPresent(Int.self, forKey: .level) ?? BDLLevel.kraj.rawValue,
            measureUnitID: try fields.decodeIfPresent(Int.self, forKey: .measureUnitId),
            measureUnitName: try fields.decodeIfPresent(String.self, forKey: .measureUnitName)?.trimmed ?? "",
            years: try fields.decodeIfPresent([Int].self, forKey: .years)?.sorted() ?? [])
    }

    /// Whether the bank has values of the variable at this level.
    public func hasValues(at wanted: BDLLevel) -> Bool { wanted.rawValue <= level }
}

/// A subject (`temat`): a table of variables.
public struct BDLSubject: Sendable, Hashable, Decodable {
    public let id: String
    public let name: String
    public let parentID: String?
    /// `R` years only, `K` quarters too, `M` months too; as far as the answer says, by year.
    public let periodicities: Set<String>

    private struct Availability: Decodable {
        let quarterly: String?
    }

    private enum Key: String, CodingKey {
        case id, name, parentId, availability
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.decode(String.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name).trimmed
        parentID = try fields.decodeIfPresent(String.self, forKey: .parentId)
        periodicities = Set(try fields.decodeIfPresent([Availability].self, forKey: .availability)?.compactMap(\.quarterly) ?? [])
    }
}

/// A unit of the bank.
public struct BDLUnit: Sendable, Hashable, Decodable {
    public let id: String
    public let name: String
    public let parentId: String?
    public let level: Int?
}

extension String {
    var trimmed: String {
        var view = Substring(self)
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}
