// SPDX-License-Identifier: Apache-2.0

import Atlas
import Cartography
import Foundation
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// One engine: tile, legend and page show the same classes.
@Suite struct LegendTests {
    @Test(arguments: ["jenks", "quantile", "equal", "stddev"])
    func countsAreThoseOfTheValues(method: String) async throws {
        try await withServer { client, _ in
            let legend = try await client.getJSON("/api/v1/legend?indicator=udzial-65-plus&level=powiat&period=2021&method=\(method)&classes=6")
            let values = try await client.getJSON("/api/v1/indicators/udzial-65-plus/values?level=powiat&period=2021")
            let numbers = values["values"].array.compactMap { $0["value"].number }
            let breaks = legend["breaks"].array.compactMap(\.number)
            let classes = legend["classes"].array
            #expect(breaks.count == classes.count - 1)
            for (index, entry) in classes.enumerated() {
                let expected = numbers.count { value in breaks.count { value > $0 } == index }
                #expect(entry["count"].number == Double(expected))
            }
            #expect(classes.compactMap { $0["count"].number }.reduce(0, +) == 380)
            #expect(legend["no_data"]["count"].number == 0)
        }
    }

    @Test func breaksOfOneMapAreManualBreaksOfAnother() async throws {
        try await withServer { client, _ in
            let path = "/api/v1/legend?indicator=udzial-65-plus&method=jenks&classes=5"
            let jenks = try await client.getJSON(path)
            // JSONSerialization loses the last bits of a double here; JSONDecoder does not.
            struct Breaks: Decodable { let breaks: [Double] }
            let exact = try JSONDecoder().decode(Breaks.self, from: Data(buffer: try await client.get(path).body))
            let breaks = exact.breaks.map { "\($0)" }.joined(separator: ",")
            let manual = try await client.getJSON("/api/v1/legend?indicator=udzial-65-plus&method=manual&breaks=\(breaks)")
            #expect(manual["classes"].array.compactMap { $0["count"].number } == jenks["classes"].array.compactMap { $0["count"].number })
            #expect(manual["classes"].array.compactMap { $0["color"].string } == jenks["classes"].array.compactMap { $0["color"].string })
            let polish = try await client.getJSON("/api/v1/legend?indicator=udzial-65-plus&method=manual&breaks=15;%2017,5;20")
            #expect(polish["breaks"].array.compactMap(\.number) == [15, 17.5, 20])
        }
    }

    @Test func classesWithinARegionComeFromItsUnits() async throws {
        try await withServer { client, _ in
            let legend = try await client.getJSON("/api/v1/legend?indicator=udzial-65-plus&level=powiat&within=26")
            #expect(legend["classes"].array.compactMap { $0["count"].number }.reduce(0, +) == 14)
            let region = try await client.getJSON("/api/v1/indicators/udzial-65-plus/values?level=wojewodztwo")
            let own = region["values"].array.first { $0["terc"].string == "26" }?["value"].number
            #expect(legend["statistics"]["mean"].number == own)
        }
    }

    @Test func pooledClassesAreTheSameForAllPeriods() async throws {
        try await withServer { client, _ in
            let json = try await client.getJSON("/api/v1/legend?indicator=starzenie-80-plus&level=powiat&period=*&pooled=1")
            let legends = json["legends"].names.sorted().map { json["legends"][$0]["breaks"].array.compactMap(\.number) }
            #expect(legends.count >= 10)
            #expect(Set(legends).count == 1)
            let own = try await client.getJSON("/api/v1/legend?indicator=starzenie-80-plus&level=powiat&period=*")
            #expect(Set(own["legends"].names.map { own["legends"][$0]["breaks"].array.compactMap(\.number) }).count > 1)
        }
    }

    @Test func notApplicableHasAnEntryOfItsOwn() async throws {
        try await withServer { client, _ in
            let legend = try await client.getJSON("/api/v1/legend?indicator=sepi-rok&level=powiat&period=2014-10&within=12")
            #expect(legend["not_applicable"]["count"].number == 3)
            #expect(legend["no_data"]["count"].number == 2)
        }
    }

    /// The colours inside tiles are the legend's: each unit's pixel at its label point.
    @Test(arguments: ["powiat", "wojewodztwo"])
    func tilePixelsHaveTheLegendsColours(level: String) async throws {
        try await withServer { client, store in
            let data = try await AtlasSnapshot(store: store, earlier: nil, lemmatiser: .shared, geometryCacheBytes: 64 << 20)
            let style = try await MapStyle(
                query: try QueryReader(query: "indicator=udzial-65-plus&level=\(level)&classes=7&method=quantile&palette=viridis"), snapshot: data)
            let map = try await data.classified(style)
            let legend = try await client.getJSON(
                "/api/v1/legend?indicator=udzial-65-plus&level=\(level)&classes=7&method=quantile&palette=viridis")
            let breaks = legend["breaks"].array.compactMap(\.number)
            let colours = legend["classes"].array.compactMap { $0["color"].string }
            for (unit, colour) in zip(data.territory.units(at: style.level), map.unitColours) {
                let position = try #require(data.territory.positions[unit.unit.code.stem])
                let value = try #require(map.table.column(style.period)?.values[position])
                #expect(colour.hex == colours[breaks.count { value > $0 }])
            }
        }
    }
}
