// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging

/// Writes one line to standard error for each event, for people (`text`) or for collectors of logs (`json`).
public struct LogLines: LogHandler {
    public enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    public var logLevel = Logger.Level.notice
    public var metadata: Logger.Metadata = [:]
    private let format: Format
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes a whole line with its end; by default one write to standard error, so that lines of
    ///   several threads and processes do not mix.
    public init(format: Format, write: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }) {
        self.format = format
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadata
        fields.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { fields["error"] = "\(error)" }
        // What a request is about comes first, in the order of `RequestLog`; the rest by name.
        let order = RequestLog.fieldOrder
        let sorted = fields.sorted { (order[$0.key] ?? 99, $0.key) < (order[$1.key] ?? 99, $1.key) }
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        switch format {
        case .text:
            let rest = sorted.map { " \($0.key)=\(Self.quoted($0.value.description))" }.joined()
            write("\(time) \(event.level.rawValue) \(Self.singleLine(event.message.description))\(rest)\n")
        case .json:
            var members: [(String, JSONValue)] = [
                ("time", .string(time)), ("level", .string(event.level.rawValue)), ("message", .string(event.message.description)),
            ]
            members += sorted.map { ($0.key, Self.json($0.value)) }
            write(JSONValue.members(members).text + "\n")
        }
    }

    /// Numbers stay numbers, so that collectors can compare them.
    private static func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .stringConvertible(let number as Int): .integer(number)
        case .stringConvertible(let number as Double): .number(number)
        case .dictionary(let members): .object(members.mapValues(json))
        case .array(let items): .array(items.map(json))
        default: .string(value.description)
        }
    }

    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.isEmpty || text.unicodeScalars.contains { $0.value <= 32 || $0 == "\"" || $0 == "=" || $0.value == 127 }
        return needsQuotes ? JSONValue.string(text).text : text
    }

    private static func singleLine(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 32 } ? JSONValue.string(text).text : text
    }
}
