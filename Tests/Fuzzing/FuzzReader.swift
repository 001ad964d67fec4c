// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Something that reads what strangers made: each case of a fuzzer's run is given to it.
///
/// A reader may take a case or refuse it with an error that people can read. Anything else is a failure: the end of the
/// process, a case that takes seconds, memory without bound, an error without words, or a `FuzzFailure`.
public struct FuzzReader: Sendable {
    public let name: String
    /// Small inputs of our own that cases are made from.
    public let seeds: [[UInt8]]
    /// Pieces that the format gives a meaning to.
    public let words: [String]
    /// Seconds within which a case has to be done.
    public let caseSeconds: Double
    private let reading: @Sendable (Data) throws -> Void

    public init(_ name: String, seeds: [Data], words: [String] = [], caseSeconds: Double = 5, _ read: @escaping @Sendable (Data) throws -> Void) {
        self.name = name
        self.seeds = seeds.map { Array($0) }
        self.words = words
        self.caseSeconds = caseSeconds
        reading = read
    }

    /// Reads a case.
    /// - Returns: what became of it, alike for cases that went the same way: the words of the refusal without what it quotes.
    /// - Throws: `FuzzFailure` when the answer is none that a person could use.
    public func read(_ bytes: [UInt8]) throws(FuzzFailure) -> String {
        let start = ContinuousClock.now
        var outcome = "taken"
        do {
            try reading(Data(bytes))
        } catch let failure as FuzzFailure {
            throw failure
        } catch let way as FuzzOutcome {
            outcome = way.name
        } catch {
            guard let words = (error as? any LocalizedError)?.errorDescription, !words.isEmpty else {
                throw FuzzFailure("an error without words for people: \(String(reflecting: type(of: error))): \(error)")
            }
            outcome = Self.shape(words)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        guard seconds < caseSeconds else { throw FuzzFailure("the case took \(seconds) s; at most \(caseSeconds) s are accepted") }
        return outcome
    }

    /// A message without numbers and quotations, of the first line.
    private static func shape(_ words: String) -> String {
        var shape = ""
        var isQuoted = false
        for character in words.prefix(600) where character != "\n" {
            switch character {
            case "“": isQuoted = true
            case "”": isQuoted = false
            default: if !isQuoted, !character.isNumber { shape.append(character) }
            }
        }
        return String(shape.prefix(200))
    }
}

/// How a sound case went, when there is more to tell than taken or refused.
public struct FuzzOutcome: Error {
    let name: String
}

/// What no reader may do with any case.
public struct FuzzFailure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Several files as one case: each begins with the byte 1E and its name on a line.
public enum FileBundle {
    static let mark: UInt8 = 0x1E

    static func data(_ parts: [(name: String, data: Data)]) -> Data {
        parts.reduce(into: Data()) { bundle, part in
            bundle.append(mark)
            bundle.append(contentsOf: Array(part.name.utf8) + [10])
            bundle.append(part.data)
        }
    }

    /// By name; a name that stands twice keeps its last file.
    static func parts(_ data: Data) -> [String: Data] {
        var parts: [String: Data] = [:]
        for piece in data.split(separator: mark) {
            guard let end = piece.firstIndex(of: 10) else { continue }
            parts[String(decoding: piece[..<end], as: UTF8.self)] = Data(piece[piece.index(after: end)...])
        }
        return parts
    }
}
