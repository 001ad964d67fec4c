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
    /// How important words are as words of the thesaurus; others are left out.
    private let phraseForms: [String: UInt8]

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
        let phraseForms = Self.phraseForms(phrases, lemmatiser)
        self.phraseForms = phraseForms
        reader = QueryReader(
            concepts: concepts, phrases: phrases, text: text, names: names, units: units,
            spelling: ChangingSpelling(Self.spellings(text: text, names: names, phraseForms: phraseForms)),
            lemmatiser: lemmatiser,
            isPhone: { !columns.entries(withPhone: $0).isEmpty })
    }

    var count: Int { columns.order.count }

    func entry(_ ordinal: Int) -> DirectoryEntry { entries[columns.order[ordinal]] }

    // MARK: Well-typed words

    /// The words that a slip may have been meant as, with how likely each is: the thesaurus in all its forms before places
    /// before words of names.
    private static func spellings(text: TextIndex, names: PlaceNames, phraseForms: [String: UInt8]) -> [(word: String, importance: UInt8)] {
        var importances = phraseForms
        for (number, word) in text.vocabulary.enumerated() {
            if let importance = importance(of: word, digits: text.frequencyDigits(ofWord: number)) {
                importances[word] = max(importances[word] ?? 0, importance)
            }
        }
        for (form, entries) in names.formsWithEntries { importances[form] = max(importances[form] ?? 0, importance(entriesAtPlace: entries)) }
        return importances.map { (word: $0.key, importance: $0.value) }.sorted { $0.word < $1.word }
    }

    private static func phraseForms(_ phrases: PhraseBook, _ lemmatiser: Lemmatiser) -> [String: UInt8] {
        var importances: [String: UInt8] = [:]
        for phrase in phrases.phrases where !phrase.isAbbreviation {
            for word in phrase.words {
                importances[word.folded] = 220
                for lemma in word.lemmas {
                    for form in lemmatiser.forms(of: lemma) { importances[form] = max(importances[form] ?? 0, 200) }
                }
            }
        }
        return importances
    }

    /// Of a word of names and texts; nil for short ones.
    private static func importance(of word: String, digits: Int) -> UInt8? { word.utf8.count > 3 ? UInt8(min(150, 20 + 14 * digits)) : nil }

    private static func importance(entriesAtPlace entries: Int) -> UInt8 { entries > 0 ? 150 : 60 }

    /// 0 for a word that is none.
    private static func importance(of word: String, text: TextIndex, names: PlaceNames, phraseForms: [String: UInt8]) -> UInt8 {
        let ofText = text.place(ofWord: word).flatMap { importance(of: word, digits: text.frequencyDigits(ofWord: $0)) } ?? 0
        let ofPlace = names.entries(ofForm: word).map(importance(entriesAtPlace:)) ?? 0
        return max(phraseForms[word] ?? 0, ofText, ofPlace)
    }

    // MARK: Changes

    /// The contents after some entries changed.
    /// - Parameters:
    ///   - changed: entries that are new or other than before.
    ///   - removed: ids of entries that are gone.
    /// - Returns: nil when something changes on which all rests.
    func applying(_ changed: [DirectoryEntry], removed: [InstitutionID]) -> IndexContents? {
        guard let (entries, order, change) = moved(changed, removed: removed) else { return nil }
        func entry(_ ordinal: Int) -> DirectoryEntry { entries[order[ordinal]] }
        var names = names
        let difference = names.apply(change, units: units, entry: entry)
        let lemmatiser = reader.lemmatiser
        let otherForms = difference.forms.filter { !lemmatiser.isCommonWord($0) }
        // Phrases that have the name of a place are read anew with all the rest.
        guard otherForms.isEmpty || !reader.phrases.hasWord(of: otherForms) else { return nil }
        var reweighed = difference.weighed
        let text = TextIndex(
            text, change: change, otherForms: otherForms, entry: entry,
            lemmas: { word in QueryReader.lemmas(fold(word), spelled: word, lemmatiser: lemmatiser, names: names) }, reweighed: &reweighed)
        guard let text else { return nil }
        let columns = EntryColumns(columns, entries: entries, order: order, change: change, units: units)
        var importances: [String: UInt8] = [:]
        for word in reweighed { importances[word] = Self.importance(of: word, text: text, names: names, phraseForms: phraseForms) }
        return IndexContents(
            self, entries: entries, columns: columns, profiles: ConceptColumns(profiles, change: change, concepts: concepts), text: text, names: names,
            points: PointColumns(points, change: change), byName: NameRanks.byName(byName, change: change, entry: entry, text: text),
            spelling: ChangingSpelling(reader.spelling, changed: importances))
    }

    private init(
        _ earlier: IndexContents, entries: [DirectoryEntry], columns: EntryColumns, profiles: ConceptColumns, text: TextIndex, names: PlaceNames,
        points: PointColumns, byName: [UInt32], spelling: ChangingSpelling
    ) {
        self.entries = entries
        self.columns = columns
        self.profiles = profiles
        self.text = text
        self.names = names
        self.points = points
        self.byName = byName
        units = earlier.units
        concepts = earlier.concepts
        phraseForms = earlier.phraseForms
        var nameRanks = [UInt32](repeating: 0, count: byName.count)
        for (rank, ordinal) in byName.enumerated() { nameRanks[Int(ordinal)] = UInt32(rank) }
        self.nameRanks = nameRanks
        reader = QueryReader(
            concepts: concepts, phrases: earlier.reader.phrases, text: text, names: names, units: units, spelling: spelling,
            lemmatiser: earlier.reader.lemmatiser, isPhone: { !columns.entries(withPhone: $0).isEmpty })
    }

    /// The entries after a change, where they stand, and what moved.
    private func moved(_ changed: [DirectoryEntry], removed: [InstitutionID]) -> (entries: [DirectoryEntry], order: [Int], change: EntryChange)? {
        var entries = entries
        var before: [Int: DirectoryEntry] = [:]
        // By the ordinal before: entries that stay where they are.
        var replaced: [Int: DirectoryEntry] = [:]
        var (gone, goneEntries): ([Int], [Int]) = ([], [])
        var new: [(entry: DirectoryEntry, place: Int?)] = []
        for id in Set(removed) {
            guard let ordinal = columns.ordinal(id) else { continue }
            before[ordinal] = entry(ordinal)
            gone.append(ordinal)
            goneEntries.append(columns.order[ordinal])
        }
        var seen = Set(removed)
        for entry in changed.sorted(by: { $0.id < $1.id }) {
            // Units that only entries name come and go with them.
            guard seen.insert(entry.id).inserted, hasCurrentUnits(entry) else { return nil }
            guard let ordinal = columns.ordinal(entry.id) else {
                new.append((entry, nil))
                continue
            }
            let earlier = self.entry(ordinal)
            before[ordinal] = earlier
            let place = columns.order[ordinal]
            entries[place] = entry
            if earlier.gmina == entry.gmina {
                replaced[ordinal] = entry
            } else {
                gone.append(ordinal)
                new.append((entry, place))
            }
        }
        guard before.values.allSatisfy(hasCurrentUnits) else { return nil }

        // Places among all entries: new ones stand by their ids where the others do.
        gone.sort()
        goneEntries.sort()
        let added = new.filter { $0.place == nil }.map(\.entry)
        let placeOfOld: [Int]
        var placeOfNew: [InstitutionID: Int] = [:]
        if goneEntries.isEmpty, added.isEmpty {
            placeOfOld = []
        } else {
            var merged: [DirectoryEntry] = []
            merged.reserveCapacity(entries.count + added.count)
            var places = [Int](repeating: 0, count: entries.count)
            var (nextGone, nextAdded) = (0, 0)
            let isSorted = columns.isSortedByID
            for (place, entry) in entries.enumerated() {
                if nextGone < goneEntries.count, goneEntries[nextGone] == place {
                    nextGone += 1
                    continue
                }
                while isSorted, nextAdded < added.count, added[nextAdded].id < entry.id {
                    placeOfNew[added[nextAdded].id] = merged.count
                    merged.append(added[nextAdded])
                    nextAdded += 1
                }
                places[place] = merged.count
                merged.append(entry)
            }
            while nextAdded < added.count {
                placeOfNew[added[nextAdded].id] = merged.count
                merged.append(added[nextAdded])
                nextAdded += 1
            }
            entries = merged
            placeOfOld = places
        }

        // Ordinals: by the unit of the seat and the id.
        let isGone = Set(gone)
        let insertions = new.map { (entry: $0.entry, place: $0.place, before: columns.ordinal(inserting: $0.entry, self.entries, units: units)) }
            .sorted { a, b in
                let (left, right) = (a.entry.gmina.flatMap(units.number) ?? Int.max, b.entry.gmina.flatMap(units.number) ?? Int.max)
                return (left, a.entry.id.text) < (right, b.entry.id.text)
            }
        var inserted: [Int] = []
        var after: [Int: DirectoryEntry] = [:]
        var newOrder: [Int: Int] = [:]
        var goneBefore = 0
        for (number, insertion) in insertions.enumerated() {
            while goneBefore < gone.count, gone[goneBefore] < insertion.before { goneBefore += 1 }
            let ordinal = insertion.before - goneBefore + number
            inserted.append(ordinal)
            after[ordinal] = insertion.entry
            newOrder[ordinal] = insertion.place.map { placeOfOld.isEmpty ? $0 : placeOfOld[$0] } ?? placeOfNew[insertion.entry.id]
        }
        let move = OrdinalMove(oldCount: count, removed: gone, inserted: inserted)
        for (ordinal, entry) in replaced where !isGone.contains(ordinal) { if let new = move.new(UInt32(ordinal)) { after[Int(new)] = entry } }
        let places = placeOfOld.isEmpty ? columns.order : columns.order.map { placeOfOld[$0] }
        let order = move.column(places, fresh: newOrder)
        return (entries, order, EntryChange(move: move, before: before, after: after))
    }

    private func hasCurrentUnits(_ entry: DirectoryEntry) -> Bool {
        (entry.gmina.map(units.isCurrent) ?? true) && entry.served.allSatisfy { units.isCurrent($0.code) }
    }
}
