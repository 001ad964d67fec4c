// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import FoundationXML
import HummingbirdTesting
import Testing

@testable import AtlasServer

@Suite struct NetworkPageTests {
    /// Institutions of the repository's directory, by type and powiat.
    private static func ids(_ type: InstitutionType, _ unit: String, _ count: Int) throws -> [InstitutionID] {
        let code = try TERYTCode(unit)
        let found = TestData.contents.directory.institutions.filter { $0.type == type && $0.seat?.gmina?.isWithin(code) ?? false }
        try #require(found.count >= count, "\(type) in \(unit)")
        return found.sorted { $0.id < $1.id }.prefix(count).map(\.id)
    }

    private static func agreement(_ id: String, _ parties: [InstitutionID], form: CooperationForm = .jointAction) throws -> Agreement {
        Agreement(
            id: try AgreementID(id), kind: .agreement, title: "Umowa <\(id)> & \"spółka\"", form: form, parties: parties.map { AgreementParty(.institution($0)) },
            validFrom: Period(year: 2015), end: .open, sourceID: "nsp-2021")
    }

    /// Two groups in małopolskie: a star of four welfare centres with one of them tied to a labour office, and a pair.
    private static func agreements() throws -> [Agreement] {
        let welfare = try ids(.ops, "1203", 4)
        let labour = try ids(.pup, "1203", 1)
        let other = try ids(.ops, "1201", 2)
        return [
            try agreement("siec-gwiazda", welfare), try agreement("siec-para", [welfare[0], labour[0]], form: .information), try agreement("siec-obok", other),
        ]
    }

    private func withNetwork(_ test: @Sendable @escaping (any TestClientProtocol) async throws -> Void) async throws {
        let agreements = try Self.agreements()
        try await withServer(prepare: { store in
            let known = try await store.agreements().map(\.id)
            if !known.isEmpty { _ = try await store.removeAgreements(known) }
            _ = try await store.importAgreements(agreements)
        }) { client, _ in try await test(client) }
    }

    @Test func theNetworkForPrograms() async throws {
        try await withNetwork { client in
            let network = try await client.getJSON("/api/v1/network")
            #expect(network["counts"]["institutions"].number == 7)
            #expect(network["counts"]["agreements"].number == 3)
            #expect(network["components"].array.map { $0["size"].number } == [5, 2])
            #expect(network["hubs"].array.map { $0["id"].string } == ["agreement:siec-gwiazda"])
            #expect(network["links"].array.count == 6)
            let connectors = network["nodes"].array.filter { !$0["parts_without"].array.isEmpty }
            let welfare = try Self.ids(.ops, "1203", 1)
            #expect(connectors.map { $0["id"].string } == welfare.map(\.text))
            #expect(connectors[0]["parts_without"].array.map(\.number) == [3, 1])
            // The ways of 3 of the 15 pairs of others lead through it.
            #expect(abs((connectors[0]["betweenness"].number ?? 0) - 0.2) < 1e-12)
            #expect(network["connections"]["groups"].array.map(\.number) == [1, 2])

            let near = try await client.getJSON("/api/v1/network?institution=\(try Self.ids(.pup, "1203", 1)[0])")
            #expect(near["counts"]["institutions"].number == 2)
            let loose = try await client.getJSON("/api/v1/network?form=wspolne-dzialania&unit=1203")
            #expect(loose["counts"]["institutions"].number == 4)
            #expect(loose["counts"]["isolated"]["PUP"].number == 1)
            let early = try await client.getJSON("/api/v1/network?day=2014-12-31")
            #expect(early["nodes"].array.isEmpty)
        }
    }

    @Test func thePage() async throws {
        try await withNetwork { client in
            let page = try await client.get("/porozumienia/siec").text
            #expect(page.contains("2\u{A0}grupy, największa liczy 5\u{A0}instytucji"))
            #expect(page.contains("łączy grupę: bez tej instytucji zostałoby z\u{A0}niej 2\u{A0}części"))
            #expect(page.contains("<svg class=\"network-picture\""))
            #expect(page.components(separatedBy: "<tr data-n=").count == 8)
            // Titles come from outside.
            #expect(page.contains("Umowa &lt;siec-gwiazda&gt; &amp; &quot;spółka&quot;"))
            #expect(!page.contains("<siec-gwiazda>"))
            let english = try await client.get("/porozumienia/siec?lang=en&sort=betweenness&groups=2,1").text
            #expect(english.contains("2\u{A0}groups, the largest of 5\u{A0}institutions"))
            #expect(english.contains("Who could connect two groups"))
            let empty = try await client.get("/porozumienia/siec?day=2014-12-31")
            #expect(empty.status == .ok)
            #expect(empty.text.contains("Żadne obowiązujące porozumienie nie spełnia tych warunków."))
            #expect(!empty.text.contains("network-picture"))
            let lone = try Self.ids(.pcpr, "1201", 1)[0]
            let alone = try await client.get("/porozumienia/siec?institution=\(lone)")
            #expect(alone.text.contains("Ta instytucja nie ma porozumień"))
        }
    }

    @Test func files() async throws {
        try await withNetwork { client in
            let graph = try await client.get("/api/v1/network.graphml")
            #expect(graph.headers[.contentType] == "application/graphml+xml; charset=utf-8")
            let document = XMLParser(data: Data(graph.bytes))
            #expect(document.parse())
            #expect(graph.text.components(separatedBy: "<node ").count == 9)
            #expect(graph.text.components(separatedBy: "<edge ").count == 7)
            let institutions = try await client.get("/api/v1/network/institutions.csv").text
            #expect(institutions.split(whereSeparator: \.isNewline).count == 8)
            let links = try await client.get("/api/v1/network/links.csv").text
            #expect(links.split(whereSeparator: \.isNewline).count == 7)
        }
    }

    /// XML 1.0 has no way to write most control characters: a file with one of them opens nowhere.
    @Test func whatXMLCannotHoldIsLeftOut() throws {
        let text = EscapedMarkup.text("a\u{0}b\u{1F}c\u{FFFE}d\u{B}<e> & \"f\"\tg\nh\r„ż”")
        #expect(text == "abcd&lt;e&gt; &amp; &quot;f&quot;\tg\nh&#13;„ż”")
        #expect(XMLParser(data: Data("<a b=\"\(text)\">\(text)</a>".utf8)).parse())
        var markup = SVGMarkup()
        markup.label("a\u{1}b", ["x": "\u{2}1"])
        #expect(markup.text == "<text x=\"1\">ab</text>")
    }

    private static let refusals: [(query: String, status: Int)] = [
        ("institution=nobody-here", 404), ("institution=%C5%BC", 404), ("unit=9999", 400), ("unit=1299", 404), ("depth=4", 400), ("type=XYZ", 400),
        ("form=luzna", 400), ("programme=nic", 400), ("day=2015-02-30", 400), ("groups=1", 400), ("groups=1,1", 400), ("groups=1,9", 400),
        ("groups=a,b", 400),
    ]

    @Test func badInput() async throws {
        try await withNetwork { client in
            for (query, status) in Self.refusals {
                let answer = try await client.get("/api/v1/network?\(query)")
                #expect(answer.status.code == status, "\(query): \(answer.text)")
                #expect(answer.headers[.contentType]?.hasPrefix("application/problem+json") ?? false)
            }
        }
    }

    /// A network that is too large to draw is drawn by unit, and inside a unit by institution.
    @Test func fromFarther() async throws {
        let all = TestData.contents.directory.institutions.filter { $0.type == .ops }.map(\.id).sorted()
        var agreements: [Agreement] = []
        for (number, id) in all.enumerated() where number > 0 { agreements.append(try Self.agreement("rzad-\(number)", [all[number - 1], id])) }
        let made = agreements
        try #require(made.count > 300)
        try await withServer(prepare: { _ = try await $0.importAgreements(made) }) { client, _ in
            let page = try await client.get("/porozumienia/siec").text
            #expect(page.contains("dlatego widać jednostki"))
            #expect(page.contains("network-unit"))
            #expect(!page.contains("family-welfare\""))
            let inside = try await client.get("/porozumienia/siec?unit=1203").text
            #expect(inside.contains("network-node family-welfare"))
        }
    }
}
