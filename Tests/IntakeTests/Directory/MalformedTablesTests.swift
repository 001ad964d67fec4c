// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation
@testable import Intake
import Testing

/// A table of the directory and the reader that takes it.
struct MalformedSubject: Sendable, CustomTestStringConvertible {
    let name: String
    /// UTF-8 with LF, at least two rows of data, Polish letters in the second.
    let text: String
    /// A column that must be there.
    let required: String
    /// Reads the bytes; gives what was taken, as text, and the report.
    let read: @Sendable (Data, Bool) throws -> (taken: [String], report: IntakeReport)

    var testDescription: String { name }

    private static func fixture(_ name: String) -> String {
        ((try? IntakeFixtures.text("directory/\(name)")) ?? "").replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n")
    }

    private static let institutions = """
        id,type,name,gmina,locality,source
        aa-wzor,OPS,Ośrodek w Łapanowie,120105,Łapanów,wzor
        bb-wzor,NGO,Żółte Światło,120101,Bochnia,wzor
        cc-wzor,INNE,Trzeci,120102,Bochnia,wzor

        """

    static let all: [MalformedSubject] = [
        list("register.csv", required: "nazwa", WelfareRegisterReader.self), list("regional.csv", required: "nazwa", WelfareRegisterReader.self),
        list("homes.csv", required: "nazwa", CareHomeReader.self),
        MalformedSubject(name: "institutions.csv", text: institutions, required: "name") { data, partial in
            let contents = try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(
                institutions: InputTable(file: "institutions.csv", data: data), partial: partial)
            return (contents.institutions.map(written), contents.reports[0])
        },
        part("services.csv", "institution,service,name\naa-wzor,staze,Staż\nbb-wzor,posilek,Żurek\ncc-wzor,posilek,Łazanki\n", required: "service") { table, partial in
            try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(
                institutions: DirectoryFixtures.table(institutions), services: table, partial: partial)
        },
        part("locations.csv", "institution,name,locality\naa-wzor,Filia,Bochnia\nbb-wzor,Świetlica,Łąkta\ncc-wzor,Trzecia,Łąkta\n", required: "locality") { table, partial in
            try DirectoryTableReader(reference: DirectoryFixtures.reference()).read(
                institutions: DirectoryFixtures.table(institutions), locations: table, partial: partial)
        },
        MalformedSubject(name: "adviser-sectors.csv", text: "region,sector,unit,part,gminas,source\n26,1,2608,,,wzor\n26,1,2604,południowa część,,wzor\n26,2,2601,,,wzor\n", required: "unit") { data, partial in
            let result = try DirectoryTables.sectors(InputTable(file: "adviser-sectors.csv", data: data), reference: DirectoryFixtures.reference(), partial: partial)
            return (result.accepted.flatMap(\.parts).map { "\($0)" }, result.report)
        },
        MalformedSubject(name: "thesaurus.csv", text: "concept,forms,note\nbezdomnosc,dach,a\nubostwo,żebrać,b\ntype:OPS,opieka,c\n", required: "forms") { data, partial in
            let result = try DirectoryTables.thesaurus(InputTable(file: "thesaurus.csv", data: data), taxonomy: DirectoryFixtures.reference().taxonomy, partial: partial)
            return (result.accepted.map { "\($0)" }, result.report)
        },
    ]

    private static func list(_ name: String, required: String, _ reader: any InstitutionReader.Type) -> MalformedSubject {
        MalformedSubject(name: name, text: fixture(name), required: required) { data, partial in
            let result = try reader.init(reference: DirectoryFixtures.reference(), sourceID: nil, recordDate: nil).read(data, file: name, partial: partial)
            return (result.accepted.map(written), result.report)
        }
    }

    /// An institution as text that is the same in every run.
    private static func written(_ institution: Institution) -> String {
        DirectoryTableWriter.institutions([institution]) + DirectoryTableWriter.services([institution]) + DirectoryTableWriter.locations([institution])
    }

    private static func part(
        _ name: String, _ text: String, required: String, _ read: @escaping @Sendable (InputTable, Bool) throws -> DirectoryTableReader.Contents
    ) -> MalformedSubject {
        MalformedSubject(name: name, text: text, required: required) { data, partial in
            let contents = try read(InputTable(file: name, data: data), partial)
            return (contents.institutions.map(written), contents.reports[1])
        }
    }
}

/// A way to break a table.
struct Malformation: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether only single rows suffer, so that the good ones may be kept.
    let isOfRows: Bool
    let damage: @Sendable (MalformedSubject) -> Data

    var testDescription: String { name }

    private static func file(_ name: String, _ damage: @escaping @Sendable (MalformedSubject) -> Data) -> Malformation {
        Malformation(name: name, isOfRows: false, damage: damage)
    }

    private static func rows(_ name: String, _ change: @escaping @Sendable (String, String) -> String) -> Malformation {
        Malformation(name: name, isOfRows: true) { subject in
            let table = try? DelimitedTable(Data(subject.text.utf8), file: subject.name)
            let header = table?.header.joined(separator: ",") ?? ""
            let written = table?.rows.map { TableWriter.table($0.fields, []).trimmingCharacters(in: .newlines) } ?? []
            // The last row: no other one names it.
            let changed = written.dropLast() + [change(written.last ?? "", written.first ?? "")]
            return Data(([header] + changed).joined(separator: "\n").utf8 + [10])
        }
    }

    /// Bytes put into the last line of the file.
    private static func bytes(_ name: String, _ bytes: [UInt8]) -> Malformation {
        file(name) { subject in
            var data = Data(subject.text.utf8)
            data.insert(contentsOf: bytes, at: data.index(data.endIndex, offsetBy: -2))
            return data
        }
    }

    private static func noise(_ seed: UInt64) -> Data {
        var state = seed
        return Data((0..<4000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        })
    }

    static let all: [Malformation] = [
        file("empty") { _ in Data() }, file("only line ends") { _ in Data("\n\r\n\n".utf8) }, file("only a byte order mark") { _ in Data([0xEF, 0xBB, 0xBF]) },
        file("a web page") { _ in Data("<!DOCTYPE html>\n<html><head><title>404</title></head>\n<body>Nie znaleziono</body></html>\n".utf8) },
        file("JSON") { subject in Data("{\"rows\": [{\"\(subject.required)\": 1}]}\n".utf8) }, file("a spreadsheet") { _ in Data([0x50, 0x4B, 3, 4] + Array(repeating: 7, count: 90)) },
        file("noise 1") { _ in noise(1) }, file("noise 2") { _ in noise(2) }, file("noise 3") { _ in noise(3) },
        file("UTF-16 without its mark") { Data($0.text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) },
        file("ISO 8859-2") { subject in Data(subject.text.unicodeScalars.map { ["ł": 0xB3, "ś": 0xB6, "ą": 0xB1, "Ś": 0xA6, "ó": 0xF3, "ż": 0xBF, "ę": 0xEA, "ć": 0xE6, "Ż": 0xAF, "Ł": 0xA3, "ź": 0xBC, "ń": 0xF1, "Ą": 0xA1][$0] ?? UInt8(truncatingIfNeeded: $0.value) } + [0xB1, 0xB6, 10]) },
        file("cut in the middle of a letter") { Data($0.text.utf8.prefix(while: { $0 < 0x80 })) + Data([0xC5, 0x9B, 0xC5]) },
        file("encoded twice") { subject in Data(subject.text.utf8) + Data("OĹ›rodek PomocyĹ‚,\n".utf8) },
        file("mixed encodings") { Data($0.text.utf8) + Data("łąka\n".utf8) + windows1250("żółw\n") },
        bytes("NUL", [0]), bytes("a control character", [1]), bytes("escape", [27]), bytes("a byte that is no UTF-8", [0xFF]), bytes("a lost letter", [0xEF, 0xBF, 0xBD]),
        file("an open quotation mark") { Data($0.text.utf8) + Data("\"x,y\nz\n".utf8) }, file("a stray quotation mark") { Data($0.text.utf8) + Data("x\"y\",z\n".utf8) },
        file("text behind a quotation mark") { Data($0.text.utf8) + Data("\"x\"y,z\n".utf8) },
        file("a missing column") { subject in Data(subject.text.replacing(subject.required + ",", with: "kolumna-x,", maxReplacements: 1).utf8).isEmpty ? Data() : renamed(subject) },
        file("a repeated column") { subject in Data((subject.required + "," + subject.text.replacing("\n", with: "\n,")).utf8) },
        file("bars between the fields") { Data($0.text.replacing(",", with: "|").utf8) }, file("no header") { Data($0.text.split(separator: "\n").dropFirst().joined(separator: "\n").utf8) },
        rows("a short row") { last, _ in String(last.prefix { $0 != "," }) }, rows("a long row") { last, _ in last + ",,x" }, rows("a row twice") { last, first in last + "\n" + last },
        rows("a row of signs") { last, _ in last.split(separator: ",", omittingEmptySubsequences: false).map { _ in "'; DROP TABLE institution; --" }.joined(separator: ",") },
        rows("a row of operators") { last, _ in last.split(separator: ",", omittingEmptySubsequences: false).map { _ in "=1+1" }.joined(separator: ",") },
        rows("10,000 characters") { last, _ in last.split(separator: ",", omittingEmptySubsequences: false).map { _ in String(repeating: "ż", count: 10_000) }.joined(separator: ",") },
    ]

    private static func renamed(_ subject: MalformedSubject) -> Data {
        let lines = subject.text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let header = lines[0].split(separator: ",").map { $0 == subject.required ? "kolumna-x" : String($0) }.joined(separator: ",")
        return Data((header + "\n" + lines[1]).utf8)
    }
}

@Suite("Malformed tables end in a clear message")
struct MalformedTablesTests {
    /// What the sound tables give, read once.
    private static let good = Dictionary(
        uniqueKeysWithValues: MalformedSubject.all.map { subject in (subject.name, Set((try? subject.read(Data(subject.text.utf8), false).taken) ?? [])) })

    @Test("there are more than a hundred of them, and the sound tables are taken")
    func sound() throws {
        #expect(MalformedSubject.all.count * Malformation.all.count > 200)
        for subject in MalformedSubject.all {
            let result = try subject.read(Data(subject.text.utf8), false)
            #expect(result.report.read >= 2, "\(subject.name)")
            #expect(result.report.rejected.isEmpty, "\(subject.name)")
            #expect(!result.taken.isEmpty, "\(subject.name)")
            // The same bytes, the same values.
            let again = try subject.read(Data(subject.text.utf8), false)
            #expect(again == result)
        }
    }

    @Test("each is refused with file, line and reason; nothing is taken", arguments: MalformedSubject.all, Malformation.all)
    func refused(subject: MalformedSubject, malformation: Malformation) throws {
        let data = malformation.damage(subject)
        do {
            let taken = try subject.read(data, false)
            Issue.record("taken: \(taken.report.lines())")
        } catch let refusal as IntakeRefusal {
            let report = refusal.report
            #expect(report.file == subject.name)
            #expect(!report.rejected.isEmpty)
            for row in report.rejected {
                #expect(row.line >= 0 && row.line <= 1 + data.lazy.filter { $0 == 10 }.count + data.lazy.filter { $0 == 13 }.count)
                #expect(row.reason.count >= 15 && row.reason.count < 600, "\(row.reason)")
                for leak in ["Optional(", "Swift.", "Fault", "nil", "Index", "Error Domain"] { #expect(!row.reason.contains(leak), "\(row.reason)") }
            }
            #expect(refusal.localizedDescription.hasPrefix("\(subject.name) was refused, nothing was taken from it"))
        }
    }

    @Test(
        "with the good rows kept, a fault of a row takes that row and no other; a fault of the file takes all", arguments: MalformedSubject.all, Malformation.all)
    func partial(subject: MalformedSubject, malformation: Malformation) throws {
        let good = try #require(Self.good[subject.name])
        do {
            let result = try subject.read(malformation.damage(subject), true)
            #expect(malformation.isOfRows, "\(result.report.lines())")
            #expect(!result.report.rejected.isEmpty)
            // The parts of an institution are shown together, so one that lost a part looks different.
            if !["services.csv", "locations.csv"].contains(subject.name) { #expect(Set(result.taken).isSubset(of: good)) }
            #expect(result.report.accepted + result.report.rejected.count <= result.report.read)
        } catch let refusal as IntakeRefusal {
            #expect(!malformation.isOfRows, "\(refusal.localizedDescription)")
        }
    }

    @Test("the same tables as Windows-1250, with semicolons or tabs, are read", arguments: MalformedSubject.all)
    func tolerated(subject: MalformedSubject) throws {
        let sound = try subject.read(Data(subject.text.utf8), false)
        let latin = try subject.read(windows1250(subject.text), false)
        #expect(latin.taken == sound.taken)
        #expect(latin.report.remarks.contains("the encoding is Windows-1250: read as such"))
        let table = try DelimitedTable(Data(subject.text.utf8), file: subject.name)
        for (delimiter, name) in [(";", "semicolons"), ("\t", "tabs")] {
            let text = ([table.header] + table.rows.map(\.fields)).map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: delimiter)
            }.joined(separator: "\r\n")
            let result = try subject.read(Data(text.utf8), false)
            #expect(result.taken == sound.taken)
            #expect(result.report.remarks.contains("fields are parted by \(name): read as such"))
        }
    }
}
