// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Testing

@testable import Credentials

@Suite struct BreachedPasswordsTests {
    private func withHashes(_ lines: [String], _ test: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "hashes-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        try test(file.path)
    }

    private func line(_ password: String, count: Int? = nil) -> String {
        let digits = Insecure.SHA1.hash(data: Data(password.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        return digits + (count.map { ":\($0)" } ?? "")
    }

    @Test(arguments: [1, 2, 3, 7, 100, 2_000])
    func everyLineOfAFileIsFoundAndNothingElse(count: Int) throws {
        let passwords = (0..<count).map { "wykradzione hasło \($0)" }
        // Counts of different lengths, so that lines begin at all kinds of places.
        let lines = passwords.enumerated().map { line($0.element, count: $0.offset % 3 == 0 ? nil : $0.offset * $0.offset) }.sorted()
        for ending in [[], [""]] {
            try withHashes(lines + ending) { path in
                let list = try BreachedPasswords(hashFile: path)
                for password in passwords { #expect(list.contains(password)) }
                for number in 0..<50 { #expect(!list.contains("inne hasło \(number)")) }
            }
        }
    }

    @Test func aFileThatIsNoListIsRefused() throws {
        try withHashes(["to nie jest skrót"]) { path in #expect(throws: BreachedPasswords.Fault.self) { try BreachedPasswords(hashFile: path) } }
        try withHashes([]) { path in #expect(throws: BreachedPasswords.Fault.self) { try BreachedPasswords(hashFile: path) } }
        let backwards = (0..<500).map { line("hasło \($0)") }.sorted(by: >)
        try withHashes(backwards) { path in #expect(throws: BreachedPasswords.Fault.self) { try BreachedPasswords(hashFile: path) } }
        #expect(throws: BreachedPasswords.Fault.self) { try BreachedPasswords(hashFile: "/nowhere/hashes.txt") }
    }

    @Test func commonPasswordsAreFoundHoweverTheyAreMadeLonger() throws {
        let list = try BreachedPasswords(common: ["qwerty", "Monkey", "abc", "letmein1"])
        for password in ["QWERTY", "qwerty123456", "!!qwerty2024!!", "monkeymonkey", "12monkeymonkey34", "letmein1"] { #expect(list.contains(password), "\(password)") }
        for password in ["abc123456789", "qwerty konewka", "koń bateria zszywka", ""] { #expect(!list.contains(password), "\(password)") }
    }

    @Test(arguments: ["1234567890123", "qwertyuiopasdf", "abcdefghijklmnop", "poiuytrewqlkjh", "aaabbbcccdddeee"])
    func rowsOfTheKeyboardAreNoPasswords(password: String) {
        #expect(PasswordRule.fault(password, words: []) == .monotonous)
    }

    /// The list of the system package is there and is read as a list of words.
    @Test func theListOfTheSystemIsRead() throws {
        let words = try #require(BreachedPasswords.words(ofList: BreachedPasswords.commonList), "install john-data")
        #expect(words.count > 3_000 && words.contains("qwerty") && !words.contains { $0.hasPrefix("#!comment") })
        let list = try BreachedPasswords(common: words)
        #expect(PasswordRule.fault("Password2024!!", words: [], isBreached: list.contains) == .breached)
        #expect(PasswordRule.fault("zszywka konewka bateria", words: [], isBreached: list.contains) == nil)
    }
}
