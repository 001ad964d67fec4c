// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

/// A large table is read in another way than a small one: both must see the same.
@Suite("Observations piece by piece")
struct LargeTableTests {
    private static let header = "indicator,period,code,value,flag\n"

    private func indicators() throws -> [Indicator] {
        try ["ludnosc", "stopa", "bardzo-dlugi-identyfikator-wskaznika-a", "bardzo-dlugi-identyfikator-wskaznika-b"].map { id in
            let text = LocalizedText(polish: id, english: id)
            return Indicator(
                id: try IndicatorID(id), name: text, unit: text, topic: text, note: text, sourceID: "x", direction: .neutral,
                aggregation: .none, decimals: 1)
        }
    }

    private func withFile<Result>(_ data: Data, _ body: (URL) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("rows-\(UUID().uuidString).csv")
        try data.write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url)
    }

    /// What either way gives: observations and report, or the rejected rows.
    private struct Seen: Equatable {
        var observations: [Observation] = []
        var report: IntakeReport?
        var refusal: IntakeReport?
    }

    private func small(_ data: Data, name: String, partial: Bool) throws -> Seen {
        var reader = ObservationReader(indicators: try indicators())
        do {
            let result = try reader.read(data, file: name, partial: partial)
            return Seen(observations: result.accepted, report: result.report)
        } catch { return Seen(refusal: error.report) }
    }

    private func large(_ url: URL, partial: Bool) throws -> Seen {
        var reader = ObservationReader(indicators: try indicators())
        var seen = Seen()
        do {
            seen.report = try reader.read(url, partial: partial) { seen.observations += $0 }
            return seen
        } catch let error as IntakeRefusal { return Seen(refusal: error.report) }
    }

    private static let tables: [String] = [
        header + "ludnosc,2021,0201,5,\nstopa,2021-03,0201011,-0.125,forecast\n\nludnosc,2021,0202,,missing\n,,,,\nludnosc,2021,0203,,",
        "\u{FEFF}" + header.replacing("\n", with: "\r\n") + "ludnosc,2021,0201,5,\r\nludnosc,2021,0202,7.50,\r\n",
        "flag,value,code,period,indicator\n,5,0201,2021,ludnosc\nestimated,6,0202,2021,ludnosc\n",
        "\"indicator\",\"period\",\"code\",\"value\",\"flag\"\n\"ludnosc\",2021,\"0201011\",3.5,\"\"\nludnosc,\"2021\",\"0202\",4,\n",
        header + "ludnosc, 2021, 0201, 5,\nludnosc,2021,0202,5 ,\n",
        header + "ludnosc,2021,0201,1,\nludnosc,2021,0202,many,\nno-such,1999,0202,1,\nludnosc,1999,9999,1,\nludnosc,2021,0201,18,\nludnosc,2021,0203\n",
        header + "ludnosc,2021,0201022,1,\nludnosc,2021,0201023,1,\nludnosc,2021,0201034,1,\n",
        header + "ludnosc,2021,0201,\"1,5\",\nludnosc,2021,0202,\"a\"\"b\",\nludnosc,2021,0203,1,\n",
        header + "ludnosc,2021,0201,123456789012345678,\nludnosc,2021,0202,1234567890123456789,\nludnosc,2021,0203,0.1234567890123456,\n",
        header + "ludnosc,2021,0201,-,\nludnosc,2021,0202,1.,\nludnosc,2021,0203,.5,\nludnosc,2021,0204,--1,\nludnosc,2021,0205,1-,\n",
        header + "ludnosc,2021,0201,\"5,\nludnosc,2021,0202,6,\n", header + "ludnosc,2021,0201,5\"x,\n",
        header + "ludność,2021,0201,5,\nludnosc,2021,0202,5,\n", header + "ludnosc,2021,0201,5,guess\n", header, "", "\n\n", "a,b\n1,2\n",
        "indicator,period,code,value,flag,note\nludnosc,2021,0201,5,,x\n", "indicator,period,code,value\nludnosc,2021,0201,5\n",
        header + "bardzo-dlugi-identyfikator-wskaznika-a,2021,0201,5,\nbardzo-dlugi-identyfikator-wskaznika-b,2021,0201,6,\n"
            + "bardzo-dlugi-identyfikator-wskaznika-a,2021,0201,7,\n",
        header + "ludnosc,2021,0201,5,\rludnosc,2021,0202,6,\r",
    ]

    @Test("the same as a small table", arguments: tables, [false, true])
    func same(text: String, partial: Bool) throws {
        let data = Data(text.utf8)
        try withFile(data) { url in
            let expected = try small(data, name: url.lastPathComponent, partial: partial)
            let read = try large(url, partial: partial)
            #expect(read == expected, "\(text)")
        }
    }

    @Test("other encodings are read too")
    func encodings() throws {
        let text = Self.header + "ludnosc,2021,0201,5,\n"
        let utf16 = Data([0xFF, 0xFE]) + text.utf16.reduce(into: Data()) { $0.append(contentsOf: [UInt8($1 & 0xFF), UInt8($1 >> 8)]) }
        try withFile(utf16) { url in
            let read = try large(url, partial: false)
            #expect(read.observations.map(\.value) == [5])
            #expect(read.report?.remarks.isEmpty == false)
        }
    }

    @Test("a table of many pieces is whole, and a key that stands twice is found far apart")
    func pieces() throws {
        var text = Self.header
        let codes = try (1...99).flatMap { gmina in
            try (1...50).map { powiat in try TERYTCode("02" + String(format: "%02d%02d", powiat, gmina)) }
        }
        var expected = 0.0
        for year in 2000..<2040 {
            for (index, code) in codes.enumerated() {
                text += "ludnosc,\(year),\(code),\(index).25,\n"
                expected += Double(index) + 0.25
            }
        }
        #expect(text.utf8.count > 5 << 20)
        let lines = 1 + 40 * codes.count
        try withFile(Data(text.utf8)) { url in
            var reader = ObservationReader(indicators: try indicators())
            var sum = 0.0
            var batches = 0
            let report = try reader.read(url) { batch in
                sum += batch.reduce(0) { $0 + ($1.value ?? 0) }
                batches += 1
            }
            #expect(report.accepted == 40 * codes.count && report.rejected.isEmpty)
            #expect(sum == expected && batches > 5)
            try withFile(Data((Self.header + "ludnosc,2039,\(codes[codes.count - 1]),1,\n").utf8)) { second in
                #expect(throws: IntakeRefusal.self) { try reader.read(second) { _ in } }
            }
        }
        try withFile(Data((text + "ludnosc,2000,\(codes[0]),1,\n").utf8)) { url in
            let read = try large(url, partial: false)
            #expect(read.refusal?.rejected.map(\.line) == [lines + 1])
            #expect(read.refusal?.rejected.first?.reason.contains("has a value in line 2 already") == true)
        }
    }

    @Test("a table that is wrong all through is not read to its end")
    func wrongThroughout() throws {
        let text = Self.header + String(repeating: "no-such,2021,0201,5,\n", count: 50_000)
        try withFile(Data(text.utf8)) { url in
            let read = try large(url, partial: true)
            #expect(read.refusal?.rejected.count == ObservationReader.rejectedLimit)
            #expect(read.refusal?.remarks.last?.contains("too many bad rows") == true)
        }
    }

    @Test("numbers are the nearest doubles, as the careful reader has them")
    func numbers() throws {
        for text in ["0", "-0", "7", "-12.5", "0.1", "123456789.123456", "999999999999999", "0.000001", "4503599627370497", "1.10", "00012"] {
            let bytes = Array(text.utf8)
            let plain = bytes.withUnsafeBytes { DecimalNumber.parsePlain($0) }
            if let plain { #expect(plain == (try DecimalNumber.parse(text)), "\(text)") }
        }
        for text in ["", "-", "1.", ".5", "1e5", "nan", "1,5", "+1", " 1", "1 "] {
            let bytes = Array(text.utf8)
            #expect(bytes.withUnsafeBytes { DecimalNumber.parsePlain($0) } == nil, "\(text)")
        }
    }
}
