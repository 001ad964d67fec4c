// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A page of the application made into one of a folder: its addresses become relative ones.
struct SitePage: Sendable {
    let plan: SitePlan
    /// The file's own place, such as `mapa/index.html`.
    let file: String
    let language: Language
    /// `https://atlas.example/` for canonical addresses; nil leaves them out.
    let baseURL: String?
    /// What stands above the page's foot: that this is a copy, and of which day.
    let notice: String
    /// For a page that is shown at any address: all addresses begin with this instead of being relative.
    var fixedRoot: String?

    /// What the page refers to.
    struct References: Sendable {
        var pages: [(path: String, language: Language)] = []
        var files: [String: String] = [:]
    }

    private var root: String {
        fixedRoot ?? String(repeating: "../", count: file.filter { $0 == "/" }.count)
    }

    /// The attributes that hold addresses of ours.
    private static let attributes: Set<String> = ["href", "src", "action", "data-static-map"]

    /// The page with its addresses rewritten.
    func rewritten(_ html: String) -> (html: String, references: References) {
        var references = References()
        let root = root
        let parts = Self.split(Array(html.utf8), at: "</head>")
        let head = changedHead(String(decoding: parts.before, as: UTF8.self), root)
        let body = Self.replacing(
            "<footer class=\"site-footer\">", in: Self.withoutOpenState(parts.after),
            with: "<footer class=\"site-footer\">\n  <p class=\"published-note\">\(notice)</p>")
        var bytes = Array(head.utf8) + body
        if file.hasSuffix("jednostki/index.html") {
            // The server's answer to a search of units is another page; here a script makes it.
            bytes = Self.replacing("</body>", in: bytes, with: "<script type=\"module\" src=\"/static/published/unit-search.js\"></script>\n</body>")
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        var copied = 0
        while position + 2 < bytes.count {
            // ="/
            guard bytes[position] == 0x3D, bytes[position + 1] == 0x22, bytes[position + 2] == 0x2F else {
                position += 1
                continue
            }
            var nameStart = position
            while nameStart > 0, bytes[nameStart - 1] == 0x2D || (97...122).contains(bytes[nameStart - 1]) { nameStart -= 1 }
            let name = String(decoding: bytes[nameStart..<position], as: UTF8.self)
            guard Self.attributes.contains(name), let end = bytes[(position + 2)...].firstIndex(of: 0x22) else {
                position += 2
                continue
            }
            let value = String(decoding: bytes[(position + 2)..<end], as: UTF8.self).replacing("&amp;", with: "&")
            output += bytes[copied..<nameStart]
            output += Array(attribute(name, value, root, &references).utf8)
            copied = end + 1
            position = end + 1
        }
        output += bytes[copied...]
        return (String(decoding: output, as: UTF8.self), references)
    }

    /// What stands in the head: where the site's top is, the policy of its scripts, its own style sheet.
    private func changedHead(_ head: String, _ root: String) -> String {
        var text = head
        if let start = text.range(of: "<link rel=\"canonical\" href=\""), let end = text[start.upperBound...].range(of: "\">") {
            let link = baseURL.map { "<link rel=\"canonical\" href=\"\($0)\(canonicalPath)\">" } ?? ""
            text.replaceSubrange(start.lowerBound..<end.upperBound, with: link)
        }
        if plan.languages.count < 2, let start = text.range(of: "<link rel=\"alternate\""), let end = text[start.upperBound...].range(of: ">") {
            text.removeSubrange(start.lowerBound..<end.upperBound)
        }
        let top = root.isEmpty ? "./" : root
        let attributes = "data-root=\"\(top)\" data-language-root=\"\(languageRoot(root))\" data-profiles=\"\(plan.profiles.codeLength)\" data-tiles=\"\(plan.tiles)\""
        if let start = text.range(of: "<html ") { text.replaceSubrange(start, with: "<html \(attributes) ") }
        // Servers of files send no policy; the page brings the same one along. What only a header can say is left out.
        let policy = SecurityHeaders.contentSecurityPolicy.split(separator: "; ").filter { !$0.hasPrefix("frame-ancestors") }.joined(separator: "; ")
        let charset = "<meta charset=\"utf-8\">"
        if let start = text.range(of: charset) {
            text.replaceSubrange(start, with: "\(charset)\n  <meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">")
        }
        return text + "  <link rel=\"stylesheet\" href=\"/static/published/published.css\">\n"
    }

    private func attribute(_ name: String, _ value: String, _ root: String, _ references: inout References) -> String {
        let fragment = value.firstIndex(of: "#").map { String(value[$0...]) } ?? ""
        switch plan.target(of: value, language: language) {
        case .page(let path, let language, let query):
            references.pages.append((path, language))
            let target = root + plan.file(ofPage: path, language) + (query.isEmpty ? "" : "?\(query)") + fragment
            return "\(name)=\"\(target.replacing("&", with: "&amp;"))\""
        case .asset(let path, let query):
            return "\(name)=\"\(root)\(path.dropFirst())\(query.isEmpty ? "" : "?\(query)")\(fragment)\""
        case .file(let file, let address):
            references.files[file] = address
            return "\(name)=\"\(root)\(file)\""
        case .server:
            return "data-needs-server"
        }
    }

    private func languageRoot(_ root: String) -> String {
        let folder = root + plan.folder(of: language)
        return folder.isEmpty ? "./" : folder
    }

    /// The page's address below the base: folders without the name of the file.
    var canonicalPath: String { file == "index.html" ? "" : String(file.dropLast("index.html".count)) }

    /// Whether an office is open, and which day is today, depends on when somebody asks.
    private static func withoutOpenState(_ bytes: [UInt8]) -> [UInt8] {
        var result = removing(from: "<p class=\"open-state", to: "</p>", in: bytes)
        result = removing(from: "<span class=\"today\">", to: "</span>", in: result)
        // Measures are computed by a server.
        result = removing(from: "<optgroup data-computed", to: "</optgroup>", in: result)
        return replacing(" class=\"is-today\" aria-current=\"date\"", in: result, with: "")
    }

    private static func split(_ bytes: [UInt8], at text: String) -> (before: ArraySlice<UInt8>, after: [UInt8]) {
        let place = find(Array(text.utf8), in: bytes, from: 0) ?? bytes.count
        return (bytes[..<place], Array(bytes[place...]))
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        var position = start
        let last = bytes.count - pattern.count
        while position <= last {
            if bytes[position] == first, bytes[position..<(position + pattern.count)].elementsEqual(pattern) { return position }
            position += 1
        }
        return nil
    }

    private static func replacing(_ text: String, in bytes: [UInt8], with other: String) -> [UInt8] {
        let pattern = Array(text.utf8)
        var result: [UInt8] = []
        var copied = 0
        while let place = find(pattern, in: bytes, from: copied) {
            result += bytes[copied..<place] + Array(other.utf8)
            copied = place + pattern.count
        }
        return copied == 0 ? bytes : result + bytes[copied...]
    }

    private static func removing(from opening: String, to closing: String, in bytes: [UInt8]) -> [UInt8] {
        let (start, end) = (Array(opening.utf8), Array(closing.utf8))
        var result: [UInt8] = []
        var copied = 0
        while let place = find(start, in: bytes, from: copied), let close = find(end, in: bytes, from: place) {
            result += bytes[copied..<place]
            copied = close + end.count
        }
        return copied == 0 ? bytes : result + bytes[copied...]
    }
}
