// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

/// What the page of data lists, and what the reader looks for among it.
struct DatasetsModel: Sendable {
    let registers: [Dataset]
    /// Indicators by topic, in the order of the catalogue.
    let topics: [(name: LocalizedText, datasets: [Dataset])]
    let query: String
    let topic: String
    let origin: String
    let modified: Period?

    init(_ snapshot: AtlasSnapshot, query: String = "", topic: String = "", origin: String) {
        registers = Dataset.registers(snapshot)
        var topics: [(name: LocalizedText, datasets: [Dataset])] = []
        for coverage in snapshot.indicators {
            let dataset = Dataset(coverage, snapshot.sources[coverage.indicator.sourceID])
            if let place = topics.firstIndex(where: { $0.name == dataset.topic }) {
                topics[place].datasets.append(dataset)
            } else {
                topics.append((dataset.topic, [dataset]))
            }
        }
        self.topics = topics
        self.query = query
        self.topic = topic
        self.origin = origin
        modified = snapshot.sources.values.map(\.date).max()
    }

    var all: [Dataset] { registers + topics.flatMap(\.datasets) }

    /// Whether a data set is among those looked for: every word of the query begins a word of its texts.
    func isWanted(_ dataset: Dataset, _ language: Language) -> Bool {
        guard topic.isEmpty || topic == dataset.topic.polish else { return false }
        let needles = fold(query).split { !($0.isLetter || $0.isNumber) }
        guard !needles.isEmpty else { return true }
        let words = fold(searchText(dataset, language)).split { !($0.isLetter || $0.isNumber) }
        return needles.allSatisfy { needle in words.contains { $0.hasPrefix(needle) } }
    }

    func searchText(_ dataset: Dataset, _ language: Language) -> String {
        [
            language.of(dataset.name), language.of(dataset.topic), language.of(dataset.description), dataset.source.map(language.of) ?? "",
            dataset.publisher, dataset.id,
        ].joined(separator: " ")
    }
}
