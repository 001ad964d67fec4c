// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A document as Poppler's tools read it: somebody else's eyes.
struct PDFDocument {
    struct Font {
        let name: String
        let isEmbedded: Bool
        let hasUnicode: Bool
    }

    struct Word {
        let text: String
        let minX, minY, maxX, maxY: Double
        let pageWidth, pageHeight: Double
    }

    /// The file as characters of the same numbers as its bytes.
    let bytes: String
    /// What `pdfinfo` says, by name.
    let information: [String: String]
    private let file: URL

    init(_ document: [UInt8]) throws {
        file = FileManager.default.temporaryDirectory.appending(path: "powiatlas-\(UUID().uuidString).pdf")
        try Data(document).write(to: file)
        bytes = String(data: Data(document), encoding: .isoLatin1) ?? ""
        var information: [String: String] = [:]
        for line in try Self.run("pdfinfo", file.path).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { information[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        self.information = information
    }

    func text(page: Int? = nil) throws -> String {
        let range = page.map { ["-f", "\($0)", "-l", "\($0)"] } ?? []
        return try Self.run("pdftotext", range + ["-layout", "-enc", "UTF-8", file.path, "-"])
    }

    func fonts() throws -> [Font] {
        try Self.run("pdffonts", file.path).split(separator: "\n").dropFirst(2).map { line in
            let fields = line.split(separator: " ").map(String.init)
            // … emb sub uni object ID
            let flags = fields.suffix(5)
            return Font(name: fields[0], isEmbedded: flags.first == "yes", hasUnicode: flags.dropFirst(2).first == "yes")
        }
    }

    func words() throws -> [Word] {
        var words: [Word] = []
        var page = (width: 0.0, height: 0.0)
        for line in try Self.run("pdftotext", ["-bbox", file.path, "-"]).split(separator: "\n") {
            func number(_ name: String) -> Double {
                line.range(of: "\(name)=\"").flatMap { Double(line[$0.upperBound...].prefix { $0 != "\"" }) } ?? .nan
            }
            if line.contains("<page ") { page = (number("width"), number("height")) }
            if line.contains("<word ") {
                words.append(
                    Word(
                        text: String(line), minX: number("xMin"), minY: number("yMin"), maxX: number("xMax"), maxY: number("yMax"),
                        pageWidth: page.width, pageHeight: page.height))
            }
        }
        #expect(!words.isEmpty)
        return words
    }

    private static func run(_ tool: String, _ arguments: String...) throws -> String { try run(tool, arguments) }

    private static func run(_ tool: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        let log = FileManager.default.temporaryDirectory.appending(path: "powiatlas-\(UUID().uuidString).txt")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        process.standardOutput = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(tool) of poppler-utils, see Scripts/packages.txt")
        return String(decoding: try Data(contentsOf: log), as: UTF8.self)
    }
}
