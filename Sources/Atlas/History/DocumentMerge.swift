// SPDX-License-Identifier: Apache-2.0

/// What becomes of a document that people changed when a register gives it anew: a field that people changed stays, any other
/// follows the register. Of a place, its telephones and its hours count apart from the address as long as the places themselves
/// are the same; anything else counts as a whole.
public struct DocumentMerge: Sendable, Hashable {
    /// The document as it is to be.
    public let merged: DocumentValue
    /// The fields in which it is not what the register says, by name.
    public let kept: [String]
    /// What counts as imported from now on.
    public let imported: DocumentValue

    /// - Parameters:
    ///   - base: what the last import gave; nil when none did.
    ///   - mine: the document as people left it.
    ///   - theirs: the document as the register gives it now.
    ///   - addsToStored: whether `theirs` was made from `mine` by a table that says only a part, so that what both have in common
    ///     says nothing about the register.
    public init(base: DocumentValue?, mine: DocumentValue, theirs: DocumentValue, addsToStored: Bool = false) {
        let base = base ?? .record([:])
        let isSplit = Self.places(mine) == Self.places(theirs) && Self.places(mine) == Self.places(base)
        let (old, own, new) = (Self.split(base, isSplit), Self.split(mine, isSplit), Self.split(theirs, isSplit))
        var merged: [String: DocumentValue] = [:]
        var imported: [String: DocumentValue] = [:]
        var kept = Set<String>()
        for key in Set(old.keys).union(own.keys).union(new.keys) {
            let isEdited = own[key] != old[key]
            merged[key] = isEdited ? own[key] : new[key]
            imported[key] = isEdited && addsToStored && new[key] == own[key] ? old[key] : new[key]
            if merged[key] != new[key] { kept.insert(Self.name(key)) }
        }
        self.merged = Self.joined(merged)
        self.imported = Self.joined(imported)
        self.kept = kept.sorted()
    }

    private static let ownParts = ["phones", "hours"]

    private static func places(_ document: DocumentValue) -> [DocumentValue] {
        (document["locations"]?.parts ?? []).map { .record($0.fields.filter { !ownParts.contains($0.key) }) }
    }

    /// The parts that are decided on one by one. No field of a document has a stop in its name.
    private static func split(_ document: DocumentValue, _ isSplit: Bool) -> [String: DocumentValue] {
        var parts = document.fields
        guard isSplit, let locations = parts["locations"]?.parts else { return parts }
        parts["locations"] = .list(places(document))
        for (place, location) in locations.enumerated() {
            for part in ownParts { parts["locations.\(place).\(part)"] = location[part] }
        }
        return parts
    }

    private static func joined(_ parts: [String: DocumentValue]) -> DocumentValue {
        var document = parts.filter { !$0.key.contains(".") }
        if let locations = document["locations"]?.parts {
            document["locations"] = .list(
                locations.enumerated().map { place, location in
                    var fields = location.fields
                    for part in ownParts { if let value = parts["locations.\(place).\(part)"] { fields[part] = value } }
                    return .record(fields)
                })
        }
        return .record(document)
    }

    private static func name(_ key: String) -> String { key.split(separator: ".").last.map(String.init) ?? key }
}
