// SPDX-License-Identifier: Apache-2.0

import CHunspell
import Foundation
import PolishText
import Testing

/// Hunspell's own library reads the same dictionary; what it says of a word, the atlas must say too.
@Suite("Comparison with Hunspell's library")
struct HunspellComparisonTests {
    private let handle: OpaquePointer
    private let lemmatiser: Lemmatiser

    init() throws {
        let folder = Lemmatiser.systemFolder
        handle = try #require(Hunspell_create(folder + "/pl_PL.aff", folder + "/pl_PL.dic"))
        lemmatiser = try Lemmatiser()
    }

    private func latin2(_ text: String) throws -> [CChar] {
        let data = try #require(text.data(using: .isoLatin2))
        return data.map { CChar(bitPattern: $0) } + [0]
    }

    /// The stems that the library gives for a word in its exact spelling.
    private func libraryStems(_ word: String) throws -> [String] {
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = Hunspell_stem(handle, &list, try latin2(word))
        defer { Hunspell_free_list(handle, &list, count) }
        return (0..<Int(count)).compactMap { index in
            guard let pointer = list?[index] else { return nil }
            return String(data: Data(bytes: pointer, count: strlen(pointer)), encoding: .isoLatin2)
        }
    }

    /// The library takes a negation away, the atlas keeps it.
    private func affirmative(_ folded: String) -> String {
        folded.hasPrefix("nie") && folded.count > 5 ? String(folded.dropFirst(3)) : folded
    }

    @Test("the stems of thousands of words are the library's")
    func stems() throws {
        defer { Hunspell_destroy(handle) }
        // Forms of words from all over the dictionary, made by the atlas, checked by the library.
        let dictionary = try #require(
            String(data: Data(contentsOf: URL(fileURLWithPath: Lemmatiser.systemFolder + "/pl_PL.dic")), encoding: .isoLatin2))
        let entries = dictionary.split(separator: "\n").dropFirst()
        var compared = 0
        for entry in entries.enumerated().filter({ $0.offset % 307 == 0 }).map(\.element) {
            let stem = String(entry.split(separator: "/")[0])
            guard stem.count > 2, stem.allSatisfy(\.isLetter), stem == stem.lowercased() else { continue }
            let found = Set(lemmatiser.lemmas(ofSpelled: stem).map(affirmative))
            for expected in try libraryStems(stem) {
                #expect(found.contains(affirmative(fold(expected))), "\(entry): \(expected)")
                compared += 1
            }
            for form in lemmatiser.forms(of: stem, spelledExactly: true).prefix(12) {
                #expect(lemmatiser.lemmas(of: form).contains(fold(stem)), "\(form) of \(stem)")
                compared += 1
            }
        }
        #expect(compared > 4000)
    }

    @Test("words in sentences have the library's stems and no others")
    func sentences() throws {
        defer { Hunspell_destroy(handle) }
        let text = """
            ośrodek pomocy społecznej udziela schronienia posiłku i niezbędnego ubrania osobom tego pozbawionym powiatowy urząd pracy kieruje \
            bezrobotnych na szkolenia staże prace interwencyjne oraz roboty publiczne rodziny wielodzietne korzystają ze świadczeń dzieci w placówkach \
            mieszkańcy domów samopomocy uczestnicy warsztatów terapii zajęciowej uchodźcy cudzoziemcy wychowankowie pieczy zastępczej usamodzielniani
            """
        for word in text.split(separator: " ").map(String.init) {
            let expected = Set(try libraryStems(word).map { affirmative(fold($0)) })
            let found = Set(lemmatiser.lemmas(ofSpelled: word).map(affirmative))
            // A form that the dictionary lists as a word of its own is a stem too; the library does not always say so.
            let itself: Set<String> = [affirmative(fold(word))]
            #expect(found.subtracting(itself) == expected.subtracting(itself), "\(word)")
        }
    }
}
