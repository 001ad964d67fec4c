// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Why Foundation refused a JSON text, in words for the person who has the file.
struct JSONDefect {
    /// `line 2`, or the path of a member, counted from 0: `arcs[0][17][1]`; empty when unknown.
    var place: String
    var reason: String

    init(_ error: any Error, in data: Data) {
        guard let error = error as? DecodingError, let (path, reason) = Self.context(of: error) else {
            self.init(place: "", reason: error.localizedDescription)
            return
        }
        // Members carry a path. Without one it is the text that is not JSON, or not an object.
        if path.isEmpty, case .dataCorrupted = error {
            self.init(syntaxErrorIn: data)
        } else {
            self.init(place: path.isEmpty ? "line 1" : Self.text(path), reason: reason)
        }
    }

    private init(place: String, reason: String) {
        self.place = place
        self.reason = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
    }

    /// `JSONDecoder` keeps the place of a syntax error to itself outside of Apple's systems;
    /// `JSONSerialization` tells it, as “… around character 9.”.
    private init(syntaxErrorIn data: Data) {
        guard !data.isEmpty else {
            self.init(place: "line 1", reason: "The file is empty")
            return
        }
        var place = ""
        // What `JSONDecoder` refuses and `JSONSerialization` takes.
        var text = "A number is beyond all numbers, or a text is not UTF-8"
        do {
            _ = try JSONSerialization.jsonObject(with: data)
        } catch {
            text = ((error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String) ?? text
            let words = text.split(whereSeparator: { $0 == " " || $0 == "." })
            let before = words.last.flatMap { Int($0) }.map { data.prefix($0) } ?? data
            place = "line \(before.count { $0 == UInt8(ascii: "\n") } + 1)"
        }
        self.init(place: place, reason: text)
    }

    private static func context(of error: DecodingError) -> (path: [any CodingKey], reason: String)? {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            (context.codingPath, context.debugDescription)
        case .keyNotFound(let key, let context):
            (context.codingPath + [key], "This is missing")
        @unknown default: nil
        }
    }

    private static func text(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
    }
}

/// A position of GeoJSON or TopoJSON. Further members are allowed by both formats and mean nothing here.
struct JSONPosition: Decodable {
    var point: Point

    init(from decoder: any Decoder) throws {
        var numbers = try decoder.unkeyedContainer()
        guard let count = numbers.count, count >= 2 else {
            throw DecodingError.dataCorruptedError(in: numbers, debugDescription: "A position has at least two numbers")
        }
        point = Point(try numbers.decode(Double.self), try numbers.decode(Double.self))
    }
}
