// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import PolishText

/// Practices, recommendations and people of one version of the data, ready to be searched.
struct KnowledgeSnapshot: Sendable {
    /// In the order in which lists show them: by number in the catalogue, then by Polish name.
    let practices: [Practice]
    /// By report and number.
    let recommendations: [Recommendation]
    let leaders: [InnovationLeader]
    /// By the place of the practice: the gminas of the institutions that use it, and the units in which it works.
    let units: [[TERYTCode]]
    let ofInstitution: [InstitutionID: [Int]]
    private let index: KnowledgeIndex
    private let placesByID: [KnowledgeID: Int]

    init(_ knowledge: KnowledgeBase, directory: DirectorySnapshot, territory: Territory, lemmatiser: Lemmatiser) {
        let numbered = knowledge.practices.filter { $0.number != nil }.sorted { ($0.number ?? 0, $0.id) < ($1.number ?? 0, $1.id) }
        let practices = numbered + knowledge.practices.filter { $0.number == nil }.sortedInPolish { Self.sortName($0.name.polish) }
        self.practices = practices
        recommendations = knowledge.recommendations.sorted { ($0.reportID, $0.number) < ($1.reportID, $1.number) }
        leaders = knowledge.leaders.sortedInPolish { $0.name ?? $0.function.polish }
        placesByID = Dictionary(practices.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        var ofInstitution: [InstitutionID: [Int]] = [:]
        var units: [[TERYTCode]] = []
        var documents: [KnowledgeIndex.Document] = []
        for (place, practice) in practices.enumerated() {
            for id in practice.institutionIDs { ofInstitution[id, default: []].append(place) }
            let entries = practice.institutionIDs.compactMap { directory.index.entry($0) }
            units.append(entries.compactMap(\.gmina) + practice.places.compactMap(\.unit))
            documents.append(Self.document(practice, entries, units[place], directory.taxonomy, territory))
        }
        self.ofInstitution = ofInstitution
        self.units = units
        index = KnowledgeIndex(documents: documents, lemmatiser: lemmatiser)
    }

    /// Quotation marks do not order names.
    private static func sortName(_ name: String) -> String { String(name.drop { !$0.isLetter && !$0.isNumber }) }

    private static func document(
        _ practice: Practice, _ entries: [DirectoryEntry], _ units: [TERYTCode], _ taxonomy: Taxonomy, _ territory: Territory
    ) -> KnowledgeIndex.Document {
        let terms = practice.problemIDs + practice.targetIDs + practice.serviceIDs
        let lineage = terms.flatMap { taxonomy.lineage($0) }
        var texts: [(text: String, weight: Int)] = []
        func add(_ text: LocalizedText, _ weight: Int) {
            texts.append((text.polish, weight))
            if text.english != text.polish { texts.append((text.english, weight)) }
        }
        add(practice.name, KnowledgeIndex.nameWeight)
        for term in lineage { add(term.name, 4) }
        add(practice.kind.name, 3)
        add(practice.summary, 3)
        for entry in entries { texts.append(([entry.name, entry.address.locality].joined(separator: " "), 2)) }
        for code in units { if let unit = territory.unit(code) { texts.append((unit.unit.fullName, 2)) } }
        for text in [practice.description, practice.conditions, practice.note] + practice.results.map(\.measure) { add(text, 1) }
        return KnowledgeIndex.Document(id: practice.id, texts: texts, terms: Set(lineage.map(\.id)), units: units)
    }

    func practice(_ id: KnowledgeID) -> Practice? { placesByID[id].map { practices[$0] } }

    func recommendation(_ id: KnowledgeID) -> Recommendation? { recommendations.first { $0.id == id } }

    /// The instruments that a practice consists of.
    func parts(of id: KnowledgeID) -> [Practice] { practices.filter { $0.partOf == id } }

    /// Places of practices by how well they match a text; all in their order when it is empty.
    func search(_ text: String, in directory: DirectorySnapshot) -> KnowledgeIndex.Result {
        index.search(text, understood: directory.index.understanding(of: text))
    }

    /// Practices whose names have what has been typed.
    func suggestions(for text: String, limit: Int) -> [Practice] {
        index.named(text).prefix(limit).map { practices[$0] }
    }

    /// Whether a practice works in a unit: somewhere in it, or in all of a larger one. What is said of the whole country says
    /// nothing of a unit.
    func works(_ place: Int, in unit: TERYTCode) -> Bool {
        units[place].contains { $0.isWithin(unit) || ($0.level != .kraj && unit.isWithin($0)) }
    }

    /// The places of practices that an institution leads or uses.
    func practices(of id: InstitutionID) -> [Practice] { (ofInstitution[id] ?? []).map { practices[$0] } }

    func practices(in unit: TERYTCode) -> [Practice] { practices.indices.filter { works($0, in: unit) }.map { practices[$0] } }
}

/// The knowledge base of one version of it and of the directory, made when somebody asks.
final class PendingKnowledge: Sendable {
    /// Changes whenever knowledge or institutions do.
    let version: String
    private let pending: PendingValue<KnowledgeSnapshot>

    init(store: AtlasStore, knowledgeVersion: String, directory: PendingDirectory, territory: Territory, lemmatiser: PendingLemmatiser) {
        version = Self.version(knowledgeVersion, directory)
        pending = PendingValue {
            let knowledge = try await store.knowledge()
            guard try await store.version(\.knowledge) == knowledgeVersion else { throw SnapshotOutdated() }
            return KnowledgeSnapshot(
                knowledge, directory: try await directory.value, territory: territory, lemmatiser: try await lemmatiser.value)
        }
    }

    private static func version(_ knowledge: String, _ directory: PendingDirectory) -> String { "\(knowledge)-\(directory.version)" }

    /// The same knowledge base, if it still is of these, or else a new one.
    static func keeping(
        _ earlier: PendingKnowledge?, store: AtlasStore, knowledgeVersion: String, directory: PendingDirectory, territory: Territory
    ) -> PendingKnowledge {
        if let earlier, earlier.version == version(knowledgeVersion, directory) { return earlier }
        return PendingKnowledge(
            store: store, knowledgeVersion: knowledgeVersion, directory: directory, territory: territory, lemmatiser: .shared)
    }

    var value: KnowledgeSnapshot {
        get async throws { try await pending.value }
    }

    /// Waits until nothing reads the database for it any more.
    func finish() async { await pending.finish() }
}

extension AtlasSnapshot {
    /// Practices, recommendations and people; the first to ask after a change waits until they can be searched.
    var knowledge: KnowledgeSnapshot {
        get async throws { try await pendingKnowledge.value }
    }
}
