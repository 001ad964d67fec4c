// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import DirectorySearch
import PolishText

/// The directory as files: a browser searches it by itself. Words stand in their base forms, with all their forms beside them,
/// so that `schroniskach` finds what has `schronisko` without a dictionary in the browser.
struct SiteDirectory {
    let entries: [DirectoryEntry]
    let taxonomy: Taxonomy
    let thesaurus: [ThesaurusEntry]
    let territory: Territory
    let lemmatiser: Lemmatiser
    /// Which institutions are shown, and in which order lists have them.
    let order: [String]

    /// How telling a word is where it stands.
    private enum Weight: Int {
        case related = 1
        case description = 2
        case place = 3
        case service = 5
        case name = 9
    }

    /// A browser reads all of it before the first search: verbs have a hundred forms that nobody types.
    private static let mostForms = 40

    /// What filters and sorting need of each institution, in the order of the list.
    var columns: JSONValue {
        let byID = Dictionary(entries.map { ($0.id.text, $0) }) { first, _ in first }
        let listed = order.compactMap { byID[$0] }
        func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
        return [
            "id": texts(listed.map(\.id.text)), "name": texts(listed.map(\.name)), "type": texts(listed.map(\.type.rawValue)),
            "unit": texts(listed.map { $0.gmina?.stem ?? "" }),
            "serves": .array(listed.map { texts($0.served.map { $0.code.level == .kraj ? "" : $0.code.stem }) }),
            "service": .array(listed.map { texts(Self.unique($0.services.flatMap(withBroader))) }),
            "problem": .array(listed.map { texts(Self.unique($0.services.flatMap(problems))) }),
            "target": .array(listed.map { texts(Self.unique($0.services.flatMap(\.targetIDs))) }),
            "point": .array(
                listed.map { entry in
                    guard let point = entry.point else { return .null }
                    return [.number((point.longitude * 1e5).rounded() / 1e5), .number((point.latitude * 1e5).rounded() / 1e5), .string(point.precision.rawValue)]
                }),
        ]
    }

    private func withBroader(_ service: Service) -> [String] { taxonomy.lineage(service.termID).map(\.id) }

    private func problems(_ service: Service) -> [String] {
        ([service.termID] + service.targetIDs).compactMap(taxonomy.term).flatMap(\.relatedIDs).filter { taxonomy.term($0)?.kind == .problem }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// For each base form: the beginning that all its forms share, their endings, and where it stands, as pairs of the
    /// institution's distance from the one before and the weight.
    var words: JSONValue {
        let byID = Dictionary(entries.map { ($0.id.text, $0) }) { first, _ in first }
        let related = relatedWords
        var postings: [String: [(ordinal: Int, weight: Int)]] = [:]
        var typed: [String: Set<String>] = [:]
        for (ordinal, id) in order.enumerated() {
            guard let entry = byID[id] else { continue }
            var best: [String: Int] = [:]
            func add(_ text: String, _ weight: Weight) {
                for word in Self.words(of: text) {
                    for lemma in lemmatiser.lemmas(ofSpelled: word) {
                        best[lemma] = max(best[lemma] ?? 0, weight.rawValue)
                        typed[lemma, default: []].insert(fold(word))
                    }
                }
            }
            add(entry.name, .name)
            for name in entry.otherNames { add(name, .name) }
            add(entry.type.rawValue, .name)
            for concept in ["type:\(entry.type.rawValue)"] + entry.services.flatMap({ [$0.termID] + $0.targetIDs }) {
                for text in related[concept] ?? [] { add(text, .related) }
            }
            for service in entry.services {
                if let term = taxonomy.term(service.termID) {
                    add(term.name.polish, .service)
                    add(term.name.english, .service)
                }
                for target in service.targetIDs { taxonomy.term(target).map { add($0.name.polish, .related) } }
                if let name = service.name { add(name, .service) }
                if let description = service.description { add(description, .description) }
            }
            add(entry.address.locality, .place)
            add(entry.address.street, .place)
            add(entry.description.polish, .description)
            for level in UnitLevel.mapped {
                if let code = entry.gmina?.ancestor(at: level) ?? entry.gmina, let unit = territory.unit(code) { add(unit.unit.fullName, .place) }
            }
            for (lemma, weight) in best { postings[lemma, default: []].append((ordinal, weight)) }
        }
        return .array(
            postings.keys.sorted().map { lemma in
                let forms = Set(lemmatiser.forms(of: lemma).prefix(Self.mostForms)).union(typed[lemma] ?? []).union([lemma]).sorted()
                let shared = forms.dropFirst().reduce(forms[0]) { $0.commonPrefix(with: $1) }
                var flat: [JSONValue] = []
                var last = 0
                for posting in postings[lemma] ?? [] {
                    flat += [.integer(posting.ordinal - last), .integer(posting.weight)]
                    last = posting.ordinal
                }
                return [.string(shared), .string(forms.map { String($0.dropFirst(shared.count)) }.joined(separator: " ")), .array(flat)]
            })
    }

    /// Words that people use for a service, a target group or a type of institution, by its id.
    private var relatedWords: [String: [String]] {
        var related: [String: [String]] = [:]
        for entry in thesaurus {
            related[entry.concept, default: []] += entry.forms
            // A problem leads to the services and groups that stand beside it.
            if let term = taxonomy.term(entry.concept), term.kind == .problem {
                for other in taxonomy.terms where other.relatedIDs.contains(term.id) { related[other.id, default: []] += entry.forms }
            }
        }
        return related
    }

    /// Words of at least three letters or digits; shorter ones tell nothing in Polish.
    private static func words(of text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { $0.count > 2 }
    }
}
