// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// The catalogue of data sets in the terms of DCAT-AP 3.0, the application profile of data portals in Europe
/// (https://semiceu.github.io/DCAT-AP/releases/3.0.0/), with the controlled vocabularies of the EU Publications Office.
struct CatalogueMetadata: Sendable {
    static let profile = "DCAT-AP 3.0"
    private static let authority = "http://publications.europa.eu/resource/authority"

    let datasets: [Dataset]
    /// Scheme and host of the atlas.
    let origin: String
    let contact: OperatorContact
    /// The newest state of a source.
    let modified: Period?

    private var catalogue: String { "\(origin)/dane#katalog" }
    private var operatorIRI: String { "\(origin)/dane#prowadzacy" }
    private var contactIRI: String { "\(origin)/dane#kontakt" }

    /// Everything.
    var graph: RDFGraph { graph(isBrief: false) }

    /// The catalogue with names, descriptions and pages of the data sets, for the page that lists them; their files are in `graph`.
    var briefGraph: RDFGraph { graph(isBrief: true) }

    private func graph(isBrief: Bool) -> RDFGraph {
        var graph = RDFGraph()
        graph.add(
            catalogue, type: "dcat:Catalog",
            [
                ("dct:title", .text("Powiatlas: otwarte dane atlasu społecznego", language: "pl")),
                ("dct:title", .text("Powiatlas: open data of the social atlas", language: "en")),
                (
                    "dct:description",
                    .text(
                        "Wskaźniki społeczne województw, powiatów i gmin, granice i kody jednostek oraz katalog instytucji pomocy i rynku pracy.",
                        language: "pl")
                ),
                (
                    "dct:description",
                    .text(
                        "Social indicators of Poland's voivodeships, powiats and gminas, their boundaries and codes, and a directory of welfare and labour-market institutions.",
                        language: "en")
                ),
                ("dct:publisher", .iri(operatorIRI)), ("dcat:contactPoint", .iri(contactIRI)), ("foaf:homepage", .iri("\(origin)/dane")),
                ("dct:language", .iri("\(Self.authority)/language/POL")), ("dct:language", .iri("\(Self.authority)/language/ENG")),
                ("dct:spatial", .iri("\(Self.authority)/country/POL")),
                ("dcat:themeTaxonomy", .iri("\(Self.authority)/data-theme")),
                ("dct:conformsTo", .iri("http://data.europa.eu/r5r/")),
                ("dct:modified", modified.map(Self.date)),
            ] + datasets.map { ("dcat:dataset", .iri(iri($0))) })
        addContact(to: &graph)
        if isBrief {
            for dataset in datasets { addBrief(dataset, to: &graph) }
            return graph
        }
        graph.add(
            "\(Self.authority)/data-theme", type: "skos:ConceptScheme", [("dct:title", .text("Data theme", language: "en"))])
        for code in Set(datasets.flatMap(\.themes)).sorted() {
            graph.add(theme(code), type: "skos:Concept", [("skos:prefLabel", .text(Dataset.themeNames[code] ?? code, language: "en"))])
        }
        graph.add("\(Self.authority)/country/POL", type: "dct:Location", [])
        for publisher in Set(datasets.map(\.publisher)).sorted() {
            graph.add(publisherIRI(publisher), type: "foaf:Agent", [("foaf:name", .text(publisher, language: nil))])
        }
        var licences: Set<LocalizedText> = []
        for dataset in datasets where licences.insert(dataset.licence).inserted {
            graph.add(
                licenceIRI(dataset.licence), type: "dct:LicenseDocument",
                [
                    ("rdfs:label", .text(dataset.licence.polish, language: "pl")), ("rdfs:label", .text(dataset.licence.english, language: "en")),
                ])
        }
        for dataset in datasets { add(dataset, to: &graph) }
        return graph
    }

    private func addBrief(_ dataset: Dataset, to graph: inout RDFGraph) {
        graph.add(
            iri(dataset), type: "dcat:Dataset",
            [
                ("dct:title", .text(dataset.name.polish, language: "pl")), ("dct:description", .text(dataset.description.polish, language: "pl")),
                ("dcat:landingPage", .iri(origin + dataset.page)),
            ])
    }

    private func addContact(to graph: inout RDFGraph) {
        let name = contact.name.flatMap { $0.isEmpty ? nil : $0 } ?? "Podmiot prowadzący Powiatlas"
        graph.add(operatorIRI, type: "foaf:Agent", [("foaf:name", .text(name, language: nil)), ("foaf:homepage", .iri("\(origin)/"))])
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        graph.add(
            contactIRI, type: "vcard:Organization",
            [
                ("vcard:fn", .text(given(contact.person) ?? name, language: nil)),
                ("vcard:organization-name", .text(name, language: nil)),
                ("vcard:hasEmail", given(contact.email).map { .iri("mailto:\($0)") }),
                ("vcard:hasTelephone", given(contact.phone).map { .iri("tel:" + $0.filter { $0.isNumber || $0 == "+" }) }),
                ("vcard:hasURL", .iri("\(origin)/deklaracja-dostepnosci")),
            ])
    }

    private func add(_ dataset: Dataset, to graph: inout RDFGraph) {
        let iri = iri(dataset)
        var statements: [(RDFGraph.Name, RDFGraph.Term?)] = [
            ("dct:title", .text(dataset.name.polish, language: "pl")), ("dct:title", .text(dataset.name.english, language: "en")),
            ("dct:description", .text(dataset.description.polish, language: "pl")),
            ("dct:description", .text(dataset.description.english, language: "en")),
            ("dct:identifier", .text(dataset.id, language: nil)),
            ("dct:publisher", .iri(publisherIRI(dataset.publisher))), ("dcat:contactPoint", .iri(contactIRI)),
            ("dcat:landingPage", .iri(origin + dataset.page)), ("dct:spatial", .iri("\(Self.authority)/country/POL")),
            ("dct:accrualPeriodicity", .iri("\(Self.authority)/frequency/\(dataset.frequency)")),
            ("dct:accessRights", .iri("\(Self.authority)/access-right/PUBLIC")),
            ("dct:language", .iri("\(Self.authority)/language/POL")), ("dct:language", .iri("\(Self.authority)/language/ENG")),
            ("dct:modified", dataset.modified.map(Self.date)), ("dct:source", dataset.sourceAddress.map { .iri($0) }),
        ]
        statements += dataset.themes.map { ("dcat:theme", .iri(theme($0))) }
        statements += dataset.keywords.flatMap { word -> [(RDFGraph.Name, RDFGraph.Term?)] in
            [("dcat:keyword", .text(word.polish, language: "pl")), ("dcat:keyword", .text(word.english, language: "en"))]
        }
        if let first = dataset.periods.first, let last = dataset.periods.last {
            let time = "\(iri)-okres"
            statements.append(("dct:temporal", .iri(time)))
            graph.add(time, type: "dct:PeriodOfTime", [("dcat:startDate", Self.date(first)), ("dcat:endDate", Self.date(last))])
        }
        for (index, distribution) in dataset.distributions.enumerated() {
            let part = "\(iri)-plik-\(index + 1)"
            statements.append(("dcat:distribution", .iri(part)))
            let address = origin + distribution.path
            graph.add(
                part, type: "dcat:Distribution",
                [
                    ("dct:title", .text(distribution.title.polish, language: "pl")), ("dct:title", .text(distribution.title.english, language: "en")),
                    ("dcat:accessURL", .iri(address)), ("dcat:downloadURL", distribution.isFile ? .iri(address) : nil),
                    ("dcat:mediaType", .iri("https://www.iana.org/assignments/media-types/\(distribution.mediaType)")),
                    ("dct:format", .iri("\(Self.authority)/file-type/\(distribution.fileType)")),
                    ("dct:license", .iri(licenceIRI(dataset.licence))),
                    ("dcatap:availability", .iri("\(Self.authority)/planned-availability/AVAILABLE")),
                ])
        }
        graph.add(iri, type: "dcat:Dataset", statements)
    }

    private func iri(_ dataset: Dataset) -> String { "\(origin)/dane#zbior-\(dataset.id)" }
    private func theme(_ code: String) -> String { "\(Self.authority)/data-theme/\(code)" }
    private func publisherIRI(_ name: String) -> String { "\(origin)/dane#wydawca-\(Self.slug(name))" }
    private func licenceIRI(_ licence: LocalizedText) -> String { "\(origin)/dane#licencja-\(Self.slug(licence.polish))" }

    private static func slug(_ text: String) -> String { String(StrongETag.hash(text), radix: 36) }

    private static func date(_ period: Period) -> RDFGraph.Term {
        .typed(period.text, period.day != nil ? "date" : period.month != nil ? "gYearMonth" : "gYear")
    }
}
