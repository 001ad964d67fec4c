// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What clients send: addresses, queries, forms, and bytes that are no HTTP.
extension FuzzReader {
    private static let words = [
        "q=", "&", "lang=en", "bbox=14,49,24,55", "datetime=2020-01-01/..", "filter=name%20LIKE%20'a%25'", "filter=(a=1)AND(b<2)", "filter-lang=cql2-text", "crs=", "http://www.opengis.net/def/crs/EPSG/0/2180",
        "limit=10", "offset=", "cursor=", "near=20.9,50.0", "radius_km=", "method=jenks", "method=manual", "breaks=1,2,3", "classes=5", "palette=YlOrRd", "level=powiat", "period=2021", "unit=12", "asof=2020",
        "indicator=per-capita(ludnosc,1000)", "index(zscore,a*1)", "@2x.png", ".mvt", ".json", ".geojson", ".csv", "If-None-Match: *", "Accept: text/html", "Accept-Encoding: gzip;q=0.1", "Range: bytes=0-1,5-",
        "Content-Type: application/x-www-form-urlencoded", "Content-Type: multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--", "Transfer-Encoding: chunked", "Cookie: a=b",
        "Accept-Language: en", "X-Forwarded-For: 1.2.3.4", "POST ", "HEAD ", "OPTIONS ", "*", "%2F", "%2e%2e/", "//", ";", "telefon ops tarnów", "bezdomni \"noclegownia\" -kraków",
    ]

    /// A request's line, its fields and body, which are put into sound HTTP: whatever is asked, an answer below 500 comes.
    static func requests(_ server: FuzzServer) throws -> FuzzReader {
        var seeds = try addresses(server.description).map { Data(text: "GET \($0)\n\n") }
        for path in try forms(server.description) {
            seeds.append(Data(text: "POST \(path)\nContent-Type: application/x-www-form-urlencoded\n\n_token=1&_version=0&id=%C5%82&email=a%40example.org&wariant=ops-pup&akcja=podglad"))
            seeds.append(
                Data(
                    text: "POST \(path)\nContent-Type: multipart/form-data; boundary=x\n\n--x\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n1\r\n--x\r\n"
                        + "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nKod;Nazwa\r\n--x--\r\n"))
        }
        return FuzzReader("requests", seeds: seeds, words: words, caseSeconds: 8) { data in
            guard let request = FuzzRequest(data) else { return }
            let answer = try LoopbackExchange.send(request.bytes, port: server.port, seconds: 15)
            guard let status = answer.status else { throw FuzzFailure("no answer to \(request.line)") }
            guard status < 500 else { throw FuzzFailure("\(status) to \(request.line)") }
            throw FuzzOutcome(name: "\(request.method) \(request.route): \(status) \(answer.type)")
        }
    }

    /// Any bytes.
    static func connections(_ server: FuzzServer) throws -> FuzzReader {
        let tail = " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        var seeds = try addresses(server.description).prefix(60).map { Data(text: "GET \($0)\(tail)") }
        seeds.append(Data(text: "POST /porozumienia/nowe HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n"))
        seeds.append(Data(text: "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        return FuzzReader("connections", seeds: seeds, words: words + ["HTTP/1.1", "HTTP/2.0", "\r\n\r\n", "Content-Length: 5\r\n", "Expect: 100-continue\r\n", "Upgrade: h2c\r\n"], caseSeconds: 8) { data in
            let answer = try LoopbackExchange.send(Array(data), port: server.port, seconds: 15)
            if let status = answer.status, status >= 500, status != 501, status != 505 { throw FuzzFailure("\(status) to \(data.count) bytes: \(answer.head.prefix(200))") }
            throw FuzzOutcome(name: "\(answer.status ?? 0)")
        }
    }

    private static func paths(_ description: Data) throws -> [String: [String: Any]] {
        guard let document = try JSONSerialization.jsonObject(with: description) as? [String: Any], let paths = document["paths"] as? [String: [String: Any]] else {
            throw FuzzFailure("the server's description is no OpenAPI document")
        }
        return paths
    }

    /// The addresses that take forms, their parts filled with anything.
    private static func forms(_ description: Data) throws -> [String] {
        try paths(description).filter { $0.value["post"] != nil }.keys.sorted().map { $0.replacing(/\{[^}]*\}/, with: "1") }
    }

    /// An address for each route of the description, with and without its parameters.
    private static func addresses(_ description: Data) throws -> [String] {
        let values = [
            "terc": "1216", "id": "ludnosc", "indicator": "ludnosc", "period": "2021", "level": "powiat", "z": "7", "x": "71", "y": "43", "lon": "20.98", "lat": "50.01", "q": "ops%20tarn%C3%B3w",
            "collection": "powiat", "near": "20.98,50.01", "bbox": "20,49,21,51", "unit": "1216", "parent": "12",
        ]
        return try paths(description).sorted { $0.key < $1.key }.flatMap { path, operations -> [String] in
            let operation = operations["get"] as? [String: Any]
            let parameters = operation?["parameters"] as? [[String: Any]] ?? []
            var filled = path
            var query: [String] = []
            for parameter in parameters {
                guard let name = parameter["name"] as? String else { continue }
                let schema = parameter["schema"] as? [String: Any]
                let value = (schema?["enum"] as? [String])?.first ?? values[name] ?? (schema?["minimum"] as? Int).map(String.init) ?? "1"
                if parameter["in"] as? String == "path" { filled = filled.replacing("{\(name)}", with: value) } else { query.append("\(name)=\(value)") }
            }
            return [filled, filled + (query.isEmpty ? "?lang=en" : "?" + query.joined(separator: "&"))]
        }
    }
}

/// A case as a request: `METHOD target`, lines of fields, an empty line, the body.
private struct FuzzRequest {
    let method: String
    let line: String
    /// The first parts of the path: requests to other places go other ways.
    let route: String
    let bytes: [UInt8]

    /// Nil for what HTTP cannot carry.
    init?(_ data: Data) {
        guard let lineEnd = data.firstIndex(of: 10), let space = data[..<lineEnd].firstIndex(of: 32) else { return nil }
        method = String(decoding: data[..<space], as: UTF8.self)
        guard ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"].contains(method) else { return nil }
        // As clients do: what may not stand in an address is percent-encoded.
        let target = data[data.index(after: space)..<lineEnd].map { byte in
            byte > 0x20 && byte < 0x7F ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        guard target.utf8.count < 7_000 else { return nil }
        route = target.split(separator: "?", maxSplits: 1).first?.split(separator: "/").prefix(2).joined(separator: "/") ?? ""
        line = "\(method) /\(target.hasPrefix("/") ? String(target.dropFirst()) : target)"
        let rest = data[data.index(after: lineEnd)...]
        let headEnd = rest.range(of: Data("\n\n".utf8))?.lowerBound ?? (rest.first == 10 ? rest.startIndex : rest.endIndex)
        var head = "\(line) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for field in rest[..<headEnd].split(separator: 10).prefix(20) where field.count < 2_000 {
            let text = String(decoding: field, as: UTF8.self).unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F }.map(String.init).joined()
            let parts = text.split(separator: ":", maxSplits: 1)
            let isName = parts.count == 2 && parts[0].allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            guard isName, !["host", "connection", "content-length", "transfer-encoding", "expect", "upgrade"].contains(parts[0].lowercased()) else { continue }
            head += "\(text)\r\n"
        }
        let body = rest.dropFirst(headEnd - rest.startIndex).drop { $0 == 10 }
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        bytes = Array(head.utf8) + [13, 10] + body
    }
}
