// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

/// Entity tags (RFC 9110, section 8.8.3): strong, as an answer with the same tag has the same bytes.
enum StrongETag {
    /// What the compressed form of an answer has at the end of its tag: a strong tag names one sequence of bytes.
    static let gzipSuffix = "-gzip"

    /// The tag of an answer that follows from the given texts and nothing else.
    static func make(_ parts: String...) -> String {
        "\"" + String(hash(parts), radix: 36) + "\""
    }

    /// The tag of an answer that is these bytes.
    static func make(of content: ByteBuffer) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(content.readableBytes)
        content.withUnsafeReadableBytes { bytes in
            // Eight bytes a step, folded as in wyhash; a collision could only mix up two states of one address.
            var offset = 0
            while offset + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
                hash = (product.high ^ product.low) &+ 0x2545_f491_4f6c_dd1d
                offset += 8
            }
            for byte in bytes[offset...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        hash ^= hash >> 32
        return "\"" + String(hash &* 0x9e37_79b9_7f4a_7c15, radix: 36) + "\""
    }

    static func hash(_ parts: String...) -> UInt64 { hash(parts) }

    private static func hash(_ parts: [String]) -> UInt64 {
        // FNV-1a: quick, and a collision could only mix up two states of one address.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in parts {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return hash
    }

    /// Section 13.1.2: a list of tags or `*`; weak comparison.
    static func matches(_ ifNoneMatch: String?, _ tag: String) -> Bool {
        guard let ifNoneMatch else { return false }
        if ifNoneMatch == tag || ifNoneMatch == "*" { return true }
        return candidates(ifNoneMatch).contains { $0 == tag }
    }

    /// The tag under which the client has the answer in one of its encodings; nil when it has it in none.
    static func known(_ ifNoneMatch: String?, _ tag: String) -> String? {
        guard let ifNoneMatch else { return nil }
        if matches(ifNoneMatch, tag) { return tag }
        let compressed = compressed(tag)
        return candidates(ifNoneMatch).contains { $0 == compressed } ? compressed : nil
    }

    static func compressed(_ tag: String) -> String { tag.dropLast() + gzipSuffix + "\"" }

    /// Section 13.1.1: strong comparison, so a weak tag never matches.
    static func matchesStrongly(_ ifMatch: String, _ tag: String) -> Bool {
        if ifMatch.trimmingSpaces == "*" { return true }
        return ifMatch.split(separator: ",").contains { part in
            let part = String(part).trimmingSpaces
            return part == tag || part == compressed(tag)
        }
    }

    private static func candidates(_ list: String) -> some Sequence<Substring> {
        list.split(separator: ",").lazy.map { candidate in
            var text = candidate.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("W/") { text = text.dropFirst(2) }
            while text.last == " " || text.last == "\t" { text = text.dropLast() }
            return text
        }
    }
}

extension String {
    /// Without the optional white space of header fields (RFC 9110, section 5.6.3).
    var trimmingSpaces: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}

extension Response {
    /// This answer with a tag and caching rules, or a 304 when the client has it already.
    func cached(tag: String, for request: Request, cacheControl: String = CachePolicy.data) -> Response {
        var response = self
        response.headers[.eTag] = tag
        response.headers[.cacheControl] = cacheControl
        return response.conditional(tag: tag, for: request)
    }

    /// This answer with caching rules. Its tag follows from its bytes: `EntityTags` gives it one.
    func cached(cacheControl: String = CachePolicy.data) -> Response {
        var response = self
        response.headers[.cacheControl] = cacheControl
        return response
    }

    /// What the conditions of a request make of an answer with this tag (RFC 9110, section 13.2.2).
    func conditional(tag: String, for request: Request) -> Response {
        if let ifMatch = request.headers[.ifMatch], !StrongETag.matchesStrongly(ifMatch, tag) {
            var response = Problem(status: .preconditionFailed, detail: "the answer has the tag \(tag), which If-Match does not name").json()
            response.headers[.eTag] = tag
            return response
        }
        guard let known = StrongETag.known(request.headers[.ifNoneMatch], tag) else { return self }
        // Section 15.4.5: what a cache needs to go on with what it has, and nothing that describes a body.
        var headers = self.headers
        for name in Self.fieldsOfBodies { headers[name] = nil }
        headers[.eTag] = known
        if let type = self.headers[.contentType], ContentCoding.isCompressible(type) { headers.addToVary("Accept-Encoding") }
        return Response(status: .notModified, headers: headers)
    }

    private static let fieldsOfBodies: [HTTPField.Name] = [
        .contentType, .contentLength, .contentEncoding, .contentLanguage, .contentDisposition, .contentRange,
    ]
}

extension HTTPFields {
    /// Names one more request field on which the answer depends.
    mutating func addToVary(_ name: String) {
        let known = self[.vary] ?? ""
        guard !known.split(separator: ",").contains(where: { String($0).trimmingSpaces.lowercased() == name.lowercased() }) else { return }
        self[.vary] = known.isEmpty ? name : known + ", " + name
    }
}
