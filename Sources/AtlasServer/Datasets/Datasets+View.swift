// SPDX-License-Identifier: Apache-2.0

import Atlas
import PolishText

extension DatasetsModel {
    func view(_ visit: PageVisit, metadata: CatalogueMetadata) -> TemplateValues {
        let language = visit.language
        let phrases = Phrases(language)
        let found = all.filter { isWanted($0, language) }
        let isFiltered = !query.isEmpty || !topic.isEmpty
        let sections: [(LocalizedText, [Dataset])] =
            [(LocalizedText(polish: "Rejestry i granice", english: "Registers and boundaries"), registers)] + topics.map { ($0.name, $0.datasets) }
        let example = topics.first?.datasets.first
        return templateValues([
            "count": phrases.count(all.count), "query": query, "isFiltered": isFiltered, "status": isFiltered ? status(found.count, language) : nil,
            "isEmpty": found.isEmpty,
            "topicChoices": Set(all.map(\.topic)).sortedInPolish { language.of($0) }.map { choice -> TemplateValues in
                ["value": choice.polish, "label": language.of(choice), "selected": choice.polish == topic]
            },
            "sections": sections.enumerated().compactMap { index, section -> TemplateValues? in
                let rows = section.1.filter { isWanted($0, language) }
                guard !rows.isEmpty else { return nil }
                return ["id": "dzial-\(index)", "name": language.of(section.0), "rows": rows.map { row($0, visit, phrases) }]
            },
            "origin": origin, "mapExample": mapExample,
            "citation": example.map { citation($0, language, phrases) },
            "jsonLD": metadata.briefGraph.jsonLD.text, "profile": CatalogueMetadata.profile,
        ])
    }

    /// A map for the addresses of the services: an indicator that has values of powiats, or what there is.
    private var mapExample: TemplateValues? {
        let indicators = topics.flatMap(\.datasets)
        guard let example = indicators.first(where: { $0.levels.contains(.powiat) }) ?? indicators.first(where: { !$0.levels.isEmpty }),
            let level = example.levels.contains(.powiat) ? .powiat : example.levels.first, let period = example.periods.last
        else { return nil }
        return [
            "indicator": example.id, "level": level.rawValue, "path": "\(example.id)/\(period)/\(level.rawValue)",
            "attribution": [TileJSONDocument.boundariesAttribution, example.publisher].joined(separator: "; "),
        ]
    }

    private func status(_ count: Int, _ language: Language) -> String {
        language.choose(
            PolishPlural(count).choose("Znaleziono \(count)\u{A0}zbiór.", "Znaleziono \(count)\u{A0}zbiory.", "Znaleziono \(count)\u{A0}zbiorów."),
            count == 1 ? "1\u{A0}data set found." : "\(count)\u{A0}data sets found.")
    }

    private func row(_ dataset: Dataset, _ visit: PageVisit, _ phrases: Phrases) -> TemplateValues {
        let language = visit.language
        let formats = dataset.distributions.map(\.label).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return templateValues([
            "id": dataset.id, "name": language.of(dataset.name), "description": language.of(dataset.description),
            "url": visit.link(dataset.page), "topic": language.of(dataset.topic), "topicValue": dataset.topic.polish,
            "search": searchText(dataset, language),
            "levels": dataset.levels.isEmpty ? nil : dataset.levels.map(phrases.level).joined(separator: ", "),
            "periods": periods(dataset, phrases), "source": dataset.source.map(language.of), "sourceURL": dataset.sourceAddress,
            "publisher": dataset.publisher, "licence": language.of(dataset.licence), "modified": dataset.modified.map { phrases.period($0) },
            "formats": formats.joined(separator: ", "),
            "groups": dataset.groups.map { group -> TemplateValues in
                templateValues([
                    "level": group.level.map { phrases.level($0) },
                    "files": group.distributions.map { file -> TemplateValues in
                        [
                            "label": file.label, "title": language.of(file.title),
                            "url": file.isFile && !file.path.contains("/territory/") ? visit.link(file.path) : file.path,
                            "isFile": file.isFile,
                        ]
                    },
                ])
            },
        ])
    }

    /// `2021` or `2015–2040`.
    private func periods(_ dataset: Dataset, _ phrases: Phrases) -> String? {
        guard let first = dataset.periods.first, let last = dataset.periods.last else { return nil }
        if first == last { return phrases.period(first) }
        let dash = first.month == nil && last.month == nil ? "–" : " – "
        return phrases.period(first) + dash + phrases.period(last)
    }

    private func citation(_ dataset: Dataset, _ language: Language, _ phrases: Phrases) -> String {
        let source = dataset.source.map(language.of) ?? dataset.publisher
        let date = dataset.modified.map { phrases.period($0) } ?? ""
        return "\(source), \(date). " + language.choose("Opracowanie: Powiatlas, „", "Prepared by Powiatlas, “") + language.of(dataset.name)
            + language.choose("”, ", "”, ") + "\(origin)\(dataset.page)"
            + language.choose(", dostęp: ", ", accessed ") + phrases.period(PolishClock.now.day) + "."
    }
}
