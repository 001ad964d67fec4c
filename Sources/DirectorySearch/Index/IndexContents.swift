// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// All that searches look into.
struct IndexContents: Sendable {
    let entries: [DirectoryEntry]
    let units: UnitTable
    let columns: EntryColumns
    let concepts: ConceptTable
    let profiles: ConceptColumns
    let text: TextIndex
    let names: PlaceNames
    let points: PointColumns
    let nameRanks: [UInt32]
    /// The entries in the order of their names.
    let byName: [UInt32]
    let reader: QueryReader

    init(
        entries: [DirectoryEntry], taxonomy: Taxonomy, thesaurus: [ThesaurusEntry], places: [SearchPlace], lemmatiser: Lemmatiser
    ) {
        self.entries = entries
        var codes = Set(entries.compactMap(\.gmina))
        for entry in entries { for area in entry.served { codes.insert(area.code) } }
        let units = UnitTable(places, codes: codes)
        let order = EntryColumns.order(entries, units: units)
        let names = PlaceNames(units: units, entries: entries, order: order)
        let text = TextIndex(entries, order: order) { word in
            QueryReader.lemmas(fold(word), spelled: word, lemmatiser: lemmatiser, names: names)
        }
        let concepts = ConceptTable(taxonomy)
        let phrases = PhraseBook(concepts: concepts, thesaurus: thesaurus, isKnown: lemmatiser.isKnown) {
            QueryReader.lemmas($0, lemmatiser: lemmatiser, names: names)
        }
        self.units = units
        let columns = EntryColumns(entries, order: order, units: units)
        self.columns = columns
        self.concepts = concepts
        profiles = ConceptColumns(entries, order: order, concepts: concepts)
        self.text = text
        self.names = names
        points = PointColumns(order.map { entries[$0].point })
        nameRanks = NameRanks.ranks(of: entries, order: order, text: text)
        var byName = [UInt32](repeating: 0, count: order.count)
        for (ordinal, rank) in nameRanks.enumerated() { byName[Int(rank)] = UInt32(ordinal) }
        self.byName = byName
        reader = QueryReader(
            concepts: concepts, phrases: phrases, text: text, names: names, units: units,
            spelling: SpellingIndex(Self.spellings(text: text, phrases: phrases, names: names, lemmatiser: lemmatiser)),
            lemmatiser: lemmatiser,
            isPhone: { !columns.entries(withPhone: $0).isEmpty })
    }

    var count: Int { columns.order.count }

    func entry(_ ordinal: Int) -> DirectoryEntry { entries[columns.order[ordinal]] }

    /// The words that a slip may have been meant as, with how likely each is: the thesaurus in all its forms before places
    /// before words of names.
    private static func spellings(
        text: TextIndex, phrases: PhraseBook, names: PlaceNames, lemmatiser: Lemmatiser
    ) -> [(word: String, importance: UInt8)] {
        var importances: [String: UInt8] = [:]
        for (number, word) in text.vocabulary.enumerated() where word.utf8.count > 3 {
            let frequency = text.frequency(ofWord: number)
            importances[word] = UInt8(min(150, 20 + 14 * (Int.bitWidth - frequency.leadingZeroBitCount)))
        }
        for (form, entries) in names.formsWithEntries { importances[form] = max(importances[form] ?? 0, entries > 0 ? 150 : 60) }
        for phrase in phrases.phrases where !phrase.isAbbreviation {
            for word in phrase.words {
                importances[word.folded] = 220
                for lemma in word.lemmas {
                    for form in lemmatiser.forms(of: lemma) { importances[form] = max(importances[form] ?? 0, 200) }
                }
            }
        }
        return importances.map { (word: $0.key, importance: $0.value) }.sorted { $0.word < $1.word }
    }
}
