// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Entity tags (RFC 9110, section 8.8.3): strong, as an answer with the same tag has the same bytes.
enum StrongETag {
    /// The tag of an answer that follows from the given texts and nothing else.
    static func make(_ parts: String...) -> String {
        "\"" + String(hash(parts), radix: 36) + "\""
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
        return ifNoneMatch.split(separator: ",").contains { candidate in
            var text = candidate.drop { $0 == " " }
            if text.hasPrefix("W/") { text = text.dropFirst(2) }
            while text.last == " " { text = text.dropLast() }
            return text == tag
        }
    }
}

extension Response {
    /// This answer with a tag and caching rules, or a 304 when the client has it already.
    func cached(tag: String, for request: Request, cacheControl: String = "public, max-age=60") -> Response {
        var headers = self.headers
        headers[.eTag] = tag
        headers[.cacheControl] = cacheControl
        if StrongETag.matches(request.headers[.ifNoneMatch], tag) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: status, headers: headers, body: body)
    }
}
