// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
import Intake

/// Tables of values, observations and territory.
extension FuzzReader {
    private static let valueWords = [
        "Kod", "Nazwa", "teryt", "rok", "2015", "ogółem;2014;[%]", "1201000", "Powiat bocheński", "POLSKA", "0,5", "5.5", "%", "[osoba]", "tys. osób", "styczeń", ".", "x", "-", "*",
        "Wartosc", "Jednostka miary", "Razem", "źródło:", "WOJ", "POW", "\t", "#", "I kwartał 2021", "31.12.2020", "stan w dniu",
    ]

    static func valueReader() throws -> ValueTableReader {
        ValueTableReader(
            units: try TerritoryTables.units(FuzzInputs.geoData("territory/units.csv"), file: "units.csv").accepted, indicators: [], sources: [],
            mappings: try ValueMapping.read(folder: FuzzInputs.repository.appendingPathComponent("GeoData/mappings")))
    }

    static func valuesCSV() throws -> FuzzReader {
        let reader = try valueReader()
        let seeds = [
            "teryt,rok,stopa [%]\n1201,2022,\"5,5\"\n1201,2023,6\n1202,2022,.\n",
            "\u{FEFF}Kod;Nazwa;\"ogółem;2014;[%]\";\"ogółem;2015;[%]\";\n0000000;POLSKA;7,5;6,5;\n0201000;Powiat bolesławiecki;6,6;5,8;\n0201011;Bolesławiec (1);4,8;;\n",
            "Kod;Nazwa;\"styczeń;mężczyźni;2023;[osoba]\";\"luty;mężczyźni;2023;[osoba]\"\n1201000;Powiat bocheński;1;2\n1202000;Powiat brzeski;4;5\n",
            "Kod;Nazwa;Płeć;Rok;Wartosc;Jednostka miary;Atrybut\n1201000;Powiat bocheński;kobiety;2022;10;osoba;\n1202000;Powiat brzeski;mężczyźni;2022;0,013;tys. osób;\n",
            "TABL. 1. STOPA BEZROBOCIA. STAN W KOŃCU KWIETNIA 2021 R.\n\nWOJ\tPOW\tWojewództwa, powiaty\tStopa bezrobocia w %\n02\t00\tDOLNOŚLĄSKIE\t5,8\n02\t01\tbolesławiecki\t5,3\n",
        ].map(Data.init(text:))
        return FuzzReader("values-csv", seeds: seeds + [try FuzzInputs.fixture("ageing-series.csv")].map { FuzzInputs.head($0) }, words: valueWords) { data in
            let table = try reader.read(data, file: "tabela.csv")
            try table.checked(partial: false)
        }
    }

    static func observations() throws -> FuzzReader {
        let units = try TerritoryTables.units(FuzzInputs.geoData("territory/units.csv"), file: "units.csv").accepted
        let seeds = [
            FileBundle.data([
                ("sources.csv", try FuzzInputs.geoData("indicators/sources.csv")), ("catalogue.csv", try FuzzInputs.geoDataHead("indicators/catalogue.csv", lines: 6)),
                ("observations.csv", try FuzzInputs.geoDataHead("indicators/swietokrzyskie-bezrobocie-2015.csv")),
            ])
        ]
        return FuzzReader("observations", seeds: seeds, words: valueWords + ["sum", "mean", "none"]) { data in
            let parts = FileBundle.parts(data)
            let sources = try IndicatorTables.sources(parts["sources.csv"] ?? Data(), file: "sources.csv").accepted
            let catalogue = try IndicatorTables.catalogue(parts["catalogue.csv"] ?? Data(), file: "catalogue.csv", sources: sources).accepted
            var reader = ObservationReader(indicators: catalogue, units: units)
            _ = try reader.read(parts["observations.csv"] ?? Data(), file: "observations.csv", partial: false)
        }
    }

    /// The readers of single published tables. The first byte of a case says which.
    static func publishedTables() throws -> FuzzReader {
        let units = try TerritoryTables.units(FuzzInputs.geoData("territory/units.csv"), file: "units.csv").accepted
        let territory = TerritoryIndex(units)
        let readers = IndicatorReaders.all.map { $0.init(territory: territory) }
        let files = ["ageing-series", "census-age", "census-by-sex", "census-by-sex", "integration-programme", "living-conditions", "sepi", "unemployment", "useful-work"]
        var seeds: [Data] = []
        for file in files {
            let table = FuzzInputs.head(try FuzzInputs.fixture("\(file).csv"), lines: 20)
            seeds += readers.indices.map { Data([UInt8($0)]) + table }
        }
        return FuzzReader("published-tables", seeds: seeds, words: valueWords) { data in
            guard let first = data.first else { return }
            _ = try readers[Int(first) % readers.count].read(Data(data.dropFirst()), file: "tabela.csv")
        }
    }

    static func mappings() throws -> FuzzReader {
        let seeds = try ["bdl", "bezrobocie-powiaty", "ozps-zestawienie"].map { try FuzzInputs.geoData("mappings/\($0).csv") }
        return FuzzReader("mappings", seeds: seeds, words: valueWords + ["@title", "@recognise", "@dash", "@file", " | ", "*", "**", "sum", "zero"]) { data in
            _ = try ValueMapping(data, file: "mapping.csv")
        }
    }

    static func tercRegister() throws -> FuzzReader {
        let table = try FuzzInputs.fixture("terc.csv")
        let rows = String(decoding: table, as: UTF8.self).split(whereSeparator: \.isNewline).prefix(8).map { $0.split(separator: ";", omittingEmptySubsequences: false) }
        func xml(_ cell: (Substring, Substring) -> String) -> Data {
            let body = rows.dropFirst().map { row in "<row>\n" + zip(rows[0], row).map { cell($0, $1) }.joined(separator: "\n") + "\n</row>\n" }
            return Data(text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<teryt>\n<catalog name=\"TERC\" date=\"2026-01-01\">\n\(body.joined())</catalog>\n</teryt>\n")
        }
        let seeds = [FuzzInputs.head(table, lines: 8), table, xml { "<col name=\"\($0)\">\($1)</col>" }, xml { "<\($0)>\($1)</\($0)>" }]
        return FuzzReader("terc", seeds: seeds, words: ["<row>", "</row>", "<col name=\"WOJ\">", "</col>", "<catalog date=\"2026-01-01\">", "xmlns:a=\"b\"", "a:", "na prawach powiatu", "delegatura"]) { data in
            let register = try TERCRegister.read(data, file: "terc")
            guard register.accepted.count == 1 else { throw FuzzFailure("\(register.accepted.count) registers, expected one") }
        }
    }

    static func territoryChanges() throws -> FuzzReader {
        let seeds = [
            FileBundle.data([("changes.csv", Data(text: "date,kind,from,to,share\n2025-01-01,split,120705,1207132,0.4\n2025-01-01,renamed,221208,,\n"))]),
            FileBundle.data([("units.csv", try FuzzInputs.geoDataHead("territory/units.csv"))]),
            FileBundle.data([("earlier.geojson", try FuzzInputs.fixture("gminas-earlier.geojson").prefix(4_000))]),
        ]
        return FuzzReader("territory-changes", seeds: seeds, words: ["split", "merged", "renamed", "34,5%", "2025-01-01"]) { data in
            let parts = FileBundle.parts(data)
            if let changes = parts["changes.csv"] { _ = try ChangeTable.read(changes, file: "changes.csv") }
            if let units = parts["units.csv"] { _ = try TerritoryTables.units(units, file: "units.csv") }
            if let earlier = parts["earlier.geojson"] { _ = try EarlierDivision.read(earlier, file: "earlier.geojson", date: Period(year: 2020)) }
        }
    }
}
