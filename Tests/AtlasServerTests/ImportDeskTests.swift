// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import AtlasServer

@Suite struct ImportDeskTests {
    private static let boundary = "----powiatlas"
    private static let download = "Kod;Nazwa;\"Stopa testowa;2022;[%]\";\"Stopa testowa;2023;[%]\";\n1200000;MAŁOPOLSKIE;5,5;5,1;\n1201000;Powiat bocheński;4,1;4,0;\n1261000;Powiat m. Kraków;2,1;2,0;\n"

    private static func body(_ token: String, file: String?, _ content: String, extra: [(String, String)] = []) -> ByteBuffer {
        var text = ""
        for (name, value) in [("token", token)] + extra { text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n" }
        if let file { text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file)\"\r\nContent-Type: text/csv\r\n\r\n\(content)\r\n" }
        return ByteBuffer(string: text + "--\(boundary)--\r\n")
    }

    private static let multipart: HTTPFields = [.contentType: "multipart/form-data; boundary=\(boundary)"]
    private static let encoded: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    private static func token(_ html: String) throws -> String {
        let start = try #require(html.range(of: "name=\"token\" value=\""))
        return String(html[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func html(_ client: any TestClientProtocol, _ path: String, headers: HTTPFields = [:]) async throws -> String {
        try await client.execute(uri: path, method: .get, headers: headers) { response in String(buffer: response.body) }
    }

    private static func post(_ client: any TestClientProtocol, _ path: String, _ headers: HTTPFields, _ body: ByteBuffer) async throws -> (HTTPResponse.Status, String, String) {
        try await client.execute(uri: path, method: .post, headers: headers, body: body) { response in
            (response.status, response.headers[.location] ?? "", String(buffer: response.body))
        }
    }

    @Test func aTableIsPreviewedTakenAndUndone() async throws {
        try await withServer { client, store in
            let before = try await store.counts().observations
            let token = try Self.token(try await Self.html(client, "/dane/wczytaj"))
            let sent = try await Self.post(client, "/dane/wczytaj", Self.multipart, Self.body(token, file: "RYNE_2392_CTAB_20240101.csv", Self.download))
            #expect(sent.0 == .seeOther)
            let preview = try await Self.html(client, sent.1)
            #expect(preview.contains("Stopa testowa") && preview.contains("Główny Urząd Statystyczny") && preview.contains("powiat bocheński"))
            #expect(try await store.counts().observations == before)

            let corrected = try await Self.post(client, sent.1, Self.encoded, ByteBuffer(string: "token=\(token)&action=preview&column_C=-"))
            #expect(corrected.0 == .ok && corrected.2.contains("value=\"-\""))
            let taken = try await Self.post(client, sent.1, Self.encoded, ByteBuffer(string: "token=\(token)&action=import&column_C=&column_D="))
            #expect(taken.0 == .seeOther)
            let done = try await Self.html(client, taken.1)
            #expect(done.contains("/mapa?indicator=stopa-testowa") && done.contains("/wskazniki/stopa-testowa"))
            let page = try await client.execute(uri: "/wskazniki/stopa-testowa", method: .get) { $0.status }
            #expect(page == .ok)
            let id = try #require(try await store.imports().map(\.id).max())
            let undone = try await Self.post(client, "/dane/wczytaj", Self.encoded, ByteBuffer(string: "token=\(token)&undo=\(id)"))
            #expect(undone.0 == .seeOther)
            #expect(try await store.counts().observations == before)
            let again = try await Self.post(client, "/dane/wczytaj", Self.encoded, ByteBuffer(string: "token=\(token)&undo=\(id)"))
            #expect(again.0 == .conflict)
        }
    }

    @Test func aBadTableIsRefusedWithItsLine() async throws {
        try await withServer { client, store in
            let before = try await store.counts().observations
            let token = try Self.token(try await Self.html(client, "/dane/wczytaj"))
            let sent = try await Self.post(client, "/dane/wczytaj", Self.multipart, Self.body(token, file: "t.csv", "TERC;2023\n1201;1\n1202;2\n9999;3\n"))
            let refused = try await Self.post(client, sent.1, Self.encoded, ByteBuffer(string: "token=\(token)&action=import"))
            #expect(refused.0 == .unprocessableContent && refused.2.contains("<strong>4:</strong>"))
            #expect(try await store.counts().observations == before)
            let partial = try await Self.post(client, sent.1, Self.encoded, ByteBuffer(string: "token=\(token)&action=import&partial=1"))
            #expect(partial.0 == .seeOther)
            let noTable = try await Self.post(client, "/dane/wczytaj", Self.multipart, Self.body(token, file: "<b>.csv", "a;b\n1;2\n"))
            let page = try await client.execute(uri: noTable.1, method: .get) { ($0.status, String(buffer: $0.body)) }
            #expect(page.0 == .unprocessableContent && page.1.contains("&lt;b&gt;.csv") && !page.1.contains("<b>.csv"))
        }
    }

    @Test func foreignFormsAndStrangersAreRefused() async throws {
        try await withServer { client, _ in
            let token = try Self.token(try await Self.html(client, "/dane/wczytaj"))
            let body = Self.body(token, file: "t.csv", Self.download)
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let forwarded = try #require(HTTPField.Name("X-Forwarded-For"))
            var foreign = Self.multipart
            foreign[site] = "cross-site"
            var origin = Self.multipart
            origin[.origin] = "https://evil.example"
            var proxied = Self.multipart
            proxied[forwarded] = "203.0.113.7"
            for headers in [foreign, origin, proxied] {
                let refused = try await Self.post(client, "/dane/wczytaj", headers, body)
                #expect(refused.0 == .forbidden)
            }
            let forged = try await Self.post(client, "/dane/wczytaj", Self.multipart, Self.body("0000", file: "t.csv", Self.download))
            #expect(forged.0 == .forbidden)
            let explained = try await Self.html(client, "/dane/wczytaj", headers: [forwarded: "203.0.113.7"])
            #expect(explained.contains("--import-key") && !explained.contains("import-form"))
        }
    }

    @Test func badRequestsAreNoServerErrors() async throws {
        try await withServer { client, _ in
            let token = try Self.token(try await Self.html(client, "/dane/wczytaj"))
            let empty = try await Self.post(client, "/dane/wczytaj", Self.multipart, Self.body(token, file: nil, ""))
            #expect(empty.0 == .badRequest)
            let text = try await Self.post(client, "/dane/wczytaj", [.contentType: "text/plain"], ByteBuffer(string: "x"))
            #expect(text.0 == .unsupportedMediaType)
            let broken = try await Self.post(client, "/dane/wczytaj", Self.multipart, ByteBuffer(string: "------powiatlas\r\nno end"))
            #expect(broken.0 == .badRequest)
            let large = try await Self.post(client, "/dane/wczytaj", Self.multipart, ByteBuffer(repeating: 65, count: SubmittedForm.byteLimit + 10))
            #expect(large.0 == .contentTooLarge)
            let gone = try await client.execute(uri: "/dane/wczytaj/tabela/0123", method: .get) { $0.status }
            #expect(gone == .notFound)
        }
    }

    @Test func theKeyOpensAServerThatStrangersReach() async throws {
        let access = ImportAccess(configuration: ServerConfiguration(host: "0.0.0.0", webFolder: TestData.repository, importKey: "correct horse battery"))
        let request = Request(head: .init(method: .post, scheme: "http", authority: "atlas.example", path: "/dane/wczytaj"), body: .init(buffer: ByteBuffer()))
        #expect(throws: Problem.self) { try access.check(request, .anonymous, token: access.token, key: nil) }
        #expect(throws: Problem.self) { try access.check(request, .anonymous, token: access.token, key: "wrong") }
        try access.check(request, .anonymous, token: access.token, key: "correct horse battery")
        let rebound = ImportAccess(configuration: ServerConfiguration(webFolder: TestData.repository))
        #expect(throws: Problem.self) { try rebound.check(request, .anonymous, token: rebound.token, key: nil) }
    }

    @Test func pendingTablesAreFewAndPass() {
        let pending = PendingTables()
        let first = pending.keep("a", Data([1]))
        #expect(pending.table(first)?.file == "a")
        for _ in 0..<PendingTables.countLimit { _ = pending.keep("b", Data([1])) }
        #expect(pending.table(first) == nil)
    }
}
