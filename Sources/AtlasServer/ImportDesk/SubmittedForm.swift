// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The fields and the file of a form, sent either way that browsers know (RFC 7578 and URL encoding).
struct SubmittedForm: Sendable {
    private(set) var fields: [String: [String]] = [:]
    private(set) var file: (name: String, data: Data)?

    /// The largest body taken.
    static let byteLimit = 32 << 20
    private static let fieldLimit = 2_000

    subscript(name: String) -> String? { fields[name]?.first }

    /// - Throws: 413 for a body that is too large, 400 for one that is no form.
    init(_ request: Request) async throws { try await self.init(request, upTo: Self.byteLimit, tooLarge: Self.tooLarge) }

    /// - Parameters:
    ///   - limit: the largest body taken, in bytes.
    ///   - tooLarge: what is thrown for a larger one.
    init(_ request: Request, upTo limit: Int, tooLarge: Problem) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        var request = request
        let buffer: ByteBuffer
        do { buffer = try await request.collectBody(upTo: limit) } catch { throw tooLarge }
        let data = Data(buffer.readableBytesView)
        let type = request.headers[.contentType] ?? ""
        if type.lowercased().hasPrefix("multipart/form-data") {
            try readParts(data, type: type)
        } else if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            readURLEncoded(data)
        } else {
            throw Problem(status: .unsupportedMediaType, detail: "expected a form: multipart/form-data or application/x-www-form-urlencoded")
        }
    }

    private static let tooLarge = Problem(
        status: .contentTooLarge, detail: "the file is larger than \(byteLimit >> 20) MB: split it, save the one sheet that matters, or use powiatlas import values",
        polish: "Plik ma więcej niż \(byteLimit >> 20)\u{A0}MB: podziel go, zapisz jeden potrzebny arkusz albo użyj polecenia powiatlas import values.")

    private mutating func readURLEncoded(_ data: Data) {
        for pair in String(decoding: data, as: UTF8.self).split(separator: "&").prefix(Self.fieldLimit) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                part.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            fields[parts[0], default: []].append(parts.count > 1 ? parts[1] : "")
        }
    }

    private mutating func readParts(_ data: Data, type: String) throws {
        let malformed = Problem(
            status: .badRequest, detail: "the form is not as browsers send it: send it from the page",
            polish: "Formularz nie ma postaci, w\u{A0}jakiej wysyłają go przeglądarki: wyślij go ze strony.")
        guard let start = type.range(of: "boundary=") else { throw malformed }
        let boundary = type[start.upperBound...].prefix { $0 != ";" }.trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        guard (1...70).contains(boundary.utf8.count) else { throw malformed }
        let delimiter = Data("--\(boundary)".utf8)
        var rest = data[...]
        guard let first = rest.range(of: delimiter) else { throw malformed }
        rest = rest[first.upperBound...]
        for _ in 0..<Self.fieldLimit {
            guard rest.starts(with: Data("\r\n".utf8)) else { return }
            rest = rest.dropFirst(2)
            guard let end = rest.range(of: Data("\r\n\r\n".utf8)), let next = rest[end.upperBound...].range(of: Data("\r\n".utf8) + delimiter) else { throw malformed }
            let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            let body = rest[end.upperBound..<next.lowerBound]
            if let name = Self.parameter("name", in: head) {
                if let fileName = Self.parameter("filename", in: head) {
                    if !fileName.isEmpty || !body.isEmpty { file = (Self.bare(fileName), Data(body)) }
                } else {
                    fields[name, default: []].append(String(decoding: body.prefix(20_000), as: UTF8.self))
                }
            }
            rest = rest[next.upperBound...]
        }
    }

    /// The value of a parameter of Content-Disposition, whose quotation marks browsers write as %22.
    private static func parameter(_ name: String, in head: String) -> String? {
        guard let line = head.components(separatedBy: "\r\n").first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else { return nil }
        for marker in ["; \(name)=\"", ";\(name)=\""] {
            guard let start = line.range(of: marker) else { continue }
            return String(line[start.upperBound...].prefix { $0 != "\"" }).replacing("%22", with: "\"")
        }
        return nil
    }

    /// A file's name without folders, fit for messages.
    private static func bare(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = String(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init).prefix(120))
        return clean.isEmpty ? "tabela" : clean
    }
}
