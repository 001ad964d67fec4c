// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// What readers of the directory, agreements and knowledge look things up in: the embedded data without borders.
private struct FuzzReference {
    let units: [TerritorialUnit]
    let directory: DirectoryContents
    let reference: DirectoryReference

    init() throws {
        units = try TerritoryTables.units(FuzzInputs.geoData("territory/units.csv"), file: "units.csv").accepted
        let sources = try IndicatorTables.sources(FuzzInputs.geoData("indicators/sources.csv"), file: "sources.csv").accepted
        directory = try DirectoryTables.read(
            folder: FuzzInputs.repository.appendingPathComponent("GeoData/directory"), units: units, knownSources: sources)
        reference = DirectoryReference(units: units, geography: .unknown, taxonomy: directory.taxonomy, sources: directory.sources + sources)
    }
}

extension FuzzReader {
    private static let directoryWords = [
        "ops", "pcpr", "pup", "ops-tarnow", "bezdomni", "1216", "1216011", "pn-pt 8:00-16:00", "pn, śr 7.30–15.30; czw 10–18", "całodobowo", "Mo-Fr 08:00-16:00", "+48 14 688 21 80",
        "14 688-21-80 wew. 5", "tel./fax", "50.0121", "20,9858", "https://example.org", "a@example.org", "33-100", "ul. Długa 5/7", "2025-11-03", "tak", "nie", "lider", "OPS:1203", " | ",
    ]

    private static func input(_ parts: [String: Data], _ name: String) -> InputTable? { parts[name].map { InputTable(file: name, data: $0) } }

    static func directoryTables() throws -> FuzzReader {
        let reference = try FuzzReference().reference
        let seeds = [
            FileBundle.data([
                ("institutions.csv", try FuzzInputs.geoDataHead("directory/institutions.csv", lines: 6)), ("services.csv", try FuzzInputs.geoDataHead("directory/services.csv", lines: 6)),
            ]),
            FileBundle.data([
                ("institutions.csv", try FuzzInputs.fixture("directory/agreements/institutions.csv")), ("services.csv", try FuzzInputs.fixture("directory/agreements/services.csv")),
                ("locations.csv", try FuzzInputs.fixture("directory/agreements/locations.csv")),
            ]),
        ]
        return FuzzReader("directory-tables", seeds: seeds, words: directoryWords) { data in
            let parts = FileBundle.parts(data)
            _ = try DirectoryTableReader(reference: reference, sourceID: nil).read(
                institutions: input(parts, "institutions.csv"), services: input(parts, "services.csv"), locations: input(parts, "locations.csv"))
        }
    }

    static func directoryReference() throws -> FuzzReader {
        let reference = try FuzzReference().reference
        let seeds = [
            FileBundle.data([
                ("taxonomy.csv", try FuzzInputs.geoDataHead("directory/taxonomy.csv", lines: 30)),
                ("statutory-services.csv", try FuzzInputs.geoDataHead("directory/statutory-services.csv", lines: 4)),
            ]),
            FileBundle.data([("sectors.csv", try FuzzInputs.geoData("directory/adviser-sectors.csv"))]),
            FileBundle.data([("thesaurus.csv", try FuzzInputs.geoDataHead("directory/thesaurus.csv"))]),
        ]
        return FuzzReader("directory-reference", seeds: seeds, words: directoryWords) { data in
            let parts = FileBundle.parts(data)
            if let sectors = input(parts, "sectors.csv") { _ = try DirectoryTables.sectors(sectors, reference: reference) }
            if let thesaurus = input(parts, "thesaurus.csv") { _ = try DirectoryTables.thesaurus(thesaurus, taxonomy: reference.taxonomy) }
            if let terms = input(parts, "taxonomy.csv") {
                _ = try DirectoryTables.readTaxonomy(terms: terms, statutory: input(parts, "statutory-services.csv") ?? InputTable(file: "none", data: Data()))
            }
        }
    }

    /// The lists that registers publish.
    static func registerLists() throws -> FuzzReader {
        let reference = try FuzzReference().reference
        let readers = InstitutionReaders.all.map { $0.init(reference: reference, sourceID: nil, recordDate: Period(year: 2025)) }
        var seeds: [Data] = []
        for file in ["homes", "regional", "register"] {
            let table = FuzzInputs.head(try FuzzInputs.fixture("directory/\(file).csv"), lines: 8)
            seeds += readers.indices.map { Data([UInt8($0)]) + table }
        }
        return FuzzReader("register-csv", seeds: seeds, words: directoryWords) { data in
            guard let first = data.first else { return }
            _ = try readers[Int(first) % readers.count].read(Data(data.dropFirst()), file: "register.csv", partial: false)
        }
    }

    static func agreements() throws -> FuzzReader {
        let shared = try FuzzReference()
        let today = Period(year: 2026, month: 11, day: 21)
        let names = ["agreements", "parties", "actions", "effects", "deadlines"].map { $0 == "agreements" ? "agreements.csv" : "agreement-\($0).csv" }
        let seeds = [FileBundle.data(try names.map { ($0, try FuzzInputs.geoDataHead("agreements/\($0)", lines: 5)) })]
        let reader = AgreementTableReader(reference: shared.reference, institutions: shared.directory.institutions, today: today)
        return FuzzReader("agreements", seeds: seeds, words: directoryWords + ["wymiana-informacji", "porozumienie", "2014-01", "funding", "1000,50 zł"]) { data in
            var tables: [AgreementTable: InputTable] = [:]
            for (name, data) in FileBundle.parts(data) { tables[AgreementTable(fileName: name)] = InputTable(file: name, data: data) }
            _ = try reader.read(tables)
        }
    }

    static func knowledge() throws -> FuzzReader {
        let shared = try FuzzReference()
        let names = ["practices", "practice-results", "practice-places", "recommendations", "recommendation-progress", "leaders", "sources"].map { "\($0).csv" }
        let seeds = [FileBundle.data(try names.map { ($0, try FuzzInputs.geoDataHead("knowledge/\($0)", lines: 5)) })]
        let reference = KnowledgeReference(
            units: shared.units, taxonomy: shared.reference.taxonomy, institutions: Set(shared.directory.institutions.map(\.id)), agreements: nil,
            sources: Set(shared.reference.sources.keys))
        return FuzzReader("knowledge", seeds: seeds, words: directoryWords) { data in
            let parts = FileBundle.parts(data)
            var files: [KnowledgeTable: InputTable] = [:]
            for table in KnowledgeTable.allCases { files[table] = input(parts, table.file) }
            _ = try KnowledgeTable.read(files, reference: reference)
        }
    }

    static func survey() throws -> FuzzReader {
        let seeds = [try FuzzInputs.geoData("surveys/wspolpraca-ops-up-2015.json")]
        return FuzzReader("survey", seeds: seeds, words: directoryWords + ["\"questions\":", "\"options\":", "\"single\"", "\"multiple\"", "\"published\":"]) { data in
            let read = try SurveyFile.read(data, file: "survey.json")
            let text = try SurveyFile.write(read.survey, source: read.source)
            guard try SurveyFile.read(Data(text: text), file: "survey.json").survey == read.survey else { throw FuzzFailure("a survey that is written and read is another") }
        }
    }

    static func surveyAnswers() throws -> FuzzReader {
        let survey = try SurveyFile.read(FuzzInputs.geoData("surveys/wspolpraca-ops-up-2015.json"), file: "survey.json").survey
        let id = try InstitutionID("ops-wzor")
        let seat = try TERYTCode("1216011")
        let questions = survey.questions.map { "ops-wzor,\($0.id),\($0.choices.first?.id ?? "1")\n" }.joined()
        return FuzzReader("survey-answers", seeds: [Data(text: "institution,question,answer\n" + questions)], words: directoryWords + survey.questions.flatMap { $0.choices.map(\.id) }) { data in
            _ = try SurveyAnswerTable(survey: survey, institutions: [id: (.ops, seat)]).read(data, file: "answers.csv", partial: false)
        }
    }

    static func vacancies() throws -> FuzzReader {
        let reader = VacancyReader(territory: try FuzzReference().reference.territory, unit: try TERYTCode("1203"))
        let seeds = [
            "pracodawca;stanowisko;rodzaj;gmina;wynagrodzenie_od;ważna_do;telefon;kod_zawodu;stan_na\nFirma;Ślusarz;praca;Trzebinia;4806;31.12.2026;32 753 38 52;722204;2026-11-20\n",
            "id,title,kind,valid_from,valid_to,link\n1,A,praca,2026-02-01,2026-03-01,https://example.org\n",
            #"{"source": "PUP", "date": "2026-11-20", "offers": [{"id": 7, "stanowisko": "Kucharz", "powiat": "tatrzański", "liczba_miejsc": 2, "contact": {"phone": "182015311"}}]}"#,
        ].map(Data.init(text:))
        return FuzzReader("vacancies", seeds: seeds, words: directoryWords + ["\"offers\":", "\"title\":", "4 806,00 zł", "umowa", "staż"]) { data in
            _ = try reader.read(InputTable(file: "oferty", data: data))
        }
    }

    static func hsdsJSON() throws -> FuzzReader {
        let seed = """
            [{"id": "1A2B3C4D-0000-4000-8000-0123456789AB", "name": "Fundacja Dach", "description": "Pomaga.", "email": "biuro@example.org", "website": "www.dach.example.org", "year_incorporated": 1999,
            "phones": [{"id": "1a2b3c4d-0000-4000-8000-000000000002", "number": "+48 14 688 21 80", "extension": "12"}],
            "contacts": [{"id": "1a2b3c4d-0000-4000-8000-000000000003", "name": "Osoba Wzór", "title": "Koordynatorka projektu"}],
            "locations": [{"id": "1a2b3c4d-0000-4000-8000-000000000005", "location_type": "physical", "latitude": "50.0121", "longitude": 20.9858,
            "addresses": [{"id": "1a2b3c4d-0000-4000-8000-000000000007", "address_1": "ul. Długa 5", "city": "Tarnów", "state_province": "małopolskie", "postal_code": "33100", "country": "PL", "address_type": "physical"}],
            "schedules": [{"id": "1a2b3c4d-0000-4000-8000-000000000008", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "08:00:00", "closes_at": "16:00:00"}]}],
            "services": [{"id": "1a2b3c4d-0000-4000-8000-00000000000b", "name": "Noclegownia", "status": "active", "minimum_age": 18,
            "service_areas": [{"id": "1a2b3c4d-0000-4000-8000-00000000000e", "extent": "1216", "extent_type": "text"}],
            "attributes": [{"id": "1a2b3c4d-0000-4000-8000-00000000000f", "taxonomy_term": {"id": "1a2b3c4d-0000-4000-8000-000000000010", "name": "b", "description": "b", "code": "bezdomni"}}]}]}]
            """
        let shared = try FuzzReference()
        let reader = HSDSReader(reference: shared.reference, sourceID: shared.directory.sources.first?.id)
        return FuzzReader("hsds-json", seeds: [Data(text: seed), Data(text: "{\"contents\": \(seed)}")], words: directoryWords + ["\"services\":", "\"id\":", "\"schedules\":", "{\"contents\":"]) { data in
            _ = try reader.read(json: data, file: "feed.json")
        }
    }

    static func hsdsTables() throws -> FuzzReader {
        let shared = try FuzzReference()
        let reader = HSDSReader(reference: shared.reference, sourceID: shared.directory.sources.first?.id)
        let seed = FileBundle.data([
            ("organization.csv", Data(text: "id,name,description\n1a2b3c4d-0000-4000-8000-0123456789ab,Fundacja Dach,Pomaga\n")),
            ("location.csv", Data(text: "id,organization_id,location_type,latitude,longitude\n1a2b3c4d-0000-4000-8000-000000000005,1a2b3c4d-0000-4000-8000-0123456789ab,physical,50.01,20.98\n")),
            ("address.csv", Data(text: "id,location_id,address_1,city,state_province,postal_code,country,address_type\n1,1a2b3c4d-0000-4000-8000-000000000005,Długa 5,Tarnów,małopolskie,33100,PL,physical\n")),
            ("phone.csv", Data(text: "id,organization_id,number\n2,1a2b3c4d-0000-4000-8000-0123456789ab,146882180\n")),
        ])
        return FuzzReader("hsds-tables", seeds: [seed], words: directoryWords) { data in
            try TemporaryFiles.with(FileBundle.parts(data)) { folder in _ = try reader.read(folder: folder) }
        }
    }
}
