// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AtlasServer

/// What every answer says to browsers, asked at every route that there is.
@Suite struct SecurityHeadersTests {
    private static func field(_ name: String, _ response: TestResponse) throws -> String? { response.headers[try #require(HTTPField.Name(name))] }

    @Test func everyRouteKeepsItsAnswersToItself() async throws {
        try await withServer { client, _ in
            var pages = 0
            for route in documentedRoutes {
                let path = RouteSamples.address(of: route)
                let response = try await client.get(path, headers: [.accept: "text/html,*/*"])
                #expect(response.status.code < 500, "\(path): \(response.status)")
                let policy = try #require(response.headers[.contentSecurityPolicy], "\(path) has no Content-Security-Policy")
                #expect(response.headers[.xContentTypeOptions] == "nosniff", "\(path)")
                #expect(try Self.field("Referrer-Policy", response) != nil, "\(path)")
                let isFramed = route.path == "/osadz" && response.status == .ok
                let isOpen = SecurityHeaders.isOpen(route.path)
                #expect(policy.contains("frame-ancestors \(isFramed ? "*" : "'self'")"), "\(path): \(policy)")
                #expect(try Self.field("Cross-Origin-Resource-Policy", response) == (isOpen || isFramed ? "cross-origin" : "same-origin"), "\(path)")
                #expect((response.headers[.accessControlAllowOrigin] == "*") == isOpen, "\(path)")
                guard response.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                if response.status == .ok { pages += 1 }
                #expect(!policy.contains("unsafe") && policy.contains("default-src") && policy.contains("base-uri"), "\(path): \(policy)")
                #expect(try Self.field("Permissions-Policy", response)?.contains("camera=()") == true, "\(path)")
                #expect(try Self.field("Cross-Origin-Opener-Policy", response) == "same-origin", "\(path)")
                #expect(InlineMarkup.findings(in: response.text) == [], "\(path)")
            }
            #expect(pages > 30, "\(pages) of the pages could be looked at")
        }
    }

    @Test func inlineScriptsStylesAndHandlersAreFound() {
        #expect(InlineMarkup.findings(in: "<script type=\"module\" src=\"/a.js\"></script><script type=\"application/json\">{}</script><p class=\"on\">a=b onclick=c</p>") == [])
        for markup in [
            "<script>a()</script>", "<SCRIPT type=module>a()</SCRIPT>", "<style>p{}</style>", "<p style=\"color:red\">", "<a href=\" javascript:a()\">", "<p\nonclick='a()'>",
            "<img src=x onerror=a()>", "<iframe srcdoc=\"<p>\">",
        ] {
            #expect(InlineMarkup.findings(in: markup).count == 1, "\(markup)")
        }
    }

    @Test(arguments: [("https://atlas.example.pl", true), ("http://atlas.example.pl", false)])
    func encryptionIsAskedForWhereTheAddressHasIt(_ address: String, _ isExpected: Bool) async throws {
        try await withServer(publicURL: address) { client, _ in
            let response = try await client.get("/")
            #expect((response.headers[.strictTransportSecurity] != nil) == isExpected)
        }
    }
}

/// What a strict policy would stop, found in the text of a page.
private enum InlineMarkup {
    static func findings(in html: String) -> [String] {
        html.matches(of: /<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s>"'=\/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/).compactMap { tag in
            let name = tag.output.1.lowercased()
            var attributes: [String: String] = [:]
            for attribute in tag.output.2.matches(of: /([^\s>"'=\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/) {
                attributes[attribute.output.1.lowercased()] = String(attribute.output.2 ?? attribute.output.3 ?? attribute.output.4 ?? "")
            }
            let isData = ["application/json", "application/ld+json"].contains(attributes["type"] ?? "")
            let isInline =
                name == "style" || attributes["style"] != nil || attributes["srcdoc"] != nil || (name == "script" && attributes["src"] == nil && !isData)
                || attributes.contains { key, value in
                    key.hasPrefix("on") || value.drop { $0 <= " " }.lowercased().hasPrefix("javascript:")
                }
            return isInline ? String(tag.output.0.prefix(200)) : nil
        }
    }
}
