// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// Passwords that attackers try first, looked up on this machine: nothing of a password leaves it.
public struct BreachedPasswords: Sendable {
    /// In small letters.
    private let common: Set<String>
    private let hashes: HashFile?

    /// Why a file cannot be used.
    public struct Fault: Error, Sendable, Hashable, LocalizedError {
        public let path: String
        public let reason: String

        public var errorDescription: String? {
            "the list of stolen passwords at \(path) \(reason): expected lines with 40 hexadecimal digits of SHA-1 and perhaps “:” and a count, in the order of the digits"
        }
    }

    /// Where the Debian package `john-data` puts its list of common passwords.
    public static let commonList = "/usr/share/john/password.lst"

    /// - Parameters:
    ///   - common: passwords that many have.
    ///   - hashFile: SHA-1 of stolen passwords, a line each in ascending order, as the ordered download of Have I Been Pwned
    ///     has them. It may be larger than memory: a look into it reads some forty lines.
    /// - Throws: `Fault` for a file that cannot be read or is not in order.
    public init(common: [String] = [], hashFile: String? = nil) throws(Fault) {
        self.common = Set(common.map { $0.lowercased() }.filter { $0.count >= 4 })
        hashes = if let hashFile { try HashFile(hashFile) } else { nil }
    }

    /// The words of a list with one password a line and remarks behind `#!comment:`; nil when it cannot be read.
    public static func words(ofList path: String) -> [String]? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init).filter { !$0.hasPrefix("#!") }
    }

    /// Whether there is any list at all.
    public var isEmpty: Bool { common.isEmpty && hashes == nil }

    /// Whether a password is on a list, or is a common one that was only made longer: with digits and signs at its ends, or
    /// by writing it again.
    public func contains(_ password: String) -> Bool {
        if hashes?.contains(Insecure.SHA1.hash(data: Data(password.utf8)).map { $0 }) == true { return true }
        let small = password.lowercased()
        if common.contains(small) { return true }
        let letters = Substring(small).drop { !$0.isLetter }
        let core = letters.prefix(letters.lastIndex(where: \.isLetter).map { letters.distance(from: letters.startIndex, to: $0) + 1 } ?? 0)
        return [String(core), Self.period(of: small), Self.period(of: String(core))].contains { common.contains($0) }
    }

    /// What a text says again and again: `haslo` of `haslohaslohaslo`; the text itself when it does not.
    private static func period(of text: String) -> String {
        let letters = Array(text)
        for length in stride(from: 1, through: letters.count / 2, by: 1) where letters.count % length == 0 {
            if (length..<letters.count).allSatisfy({ letters[$0] == letters[$0 - length] }) { return String(letters[..<length]) }
        }
        return text
    }
}

/// A sorted file of hashes in which single lines are read. The file stays open: a new one takes its place when the server starts again.
private final class HashFile: Sendable {
    private let descriptor: Int32
    private let size: Int

    private static let digits = 40
    /// A hash, a colon, a count and the end of the line.
    private static let longestLine = 64

    init(_ path: String) throws(BreachedPasswords.Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BreachedPasswords.Fault(path: path, reason: "cannot be opened (\(String(cString: strerror(errno))))") }
        self.descriptor = descriptor
        size = Int(lseek(descriptor, 0, SEEK_END))
        // Lines here and there: a file that is something else, or sorted by count, must not pass for one in which nothing is found.
        var last: [UInt8] = []
        for step in 0..<64 {
            guard let line = line(at: size / 64 * step) else { break }
            guard let hash = Self.hash(line) else { throw BreachedPasswords.Fault(path: path, reason: "holds a line that is no hash near byte \(size / 64 * step)") }
            guard !hash.lexicographicallyPrecedes(last) else { throw BreachedPasswords.Fault(path: path, reason: "is not in the order of the hashes") }
            last = hash
        }
        guard !last.isEmpty else { throw BreachedPasswords.Fault(path: path, reason: "is empty") }
    }

    deinit { close(descriptor) }

    func contains(_ hash: [UInt8]) -> Bool {
        // The first byte of the line sought lies in low..<high.
        var (low, high) = (0, size)
        while low < high {
            let middle = low + (high - low) / 2
            guard let line = line(at: middle), let found = Self.hash(line) else {
                // Behind the last beginning of a line.
                high = middle
                continue
            }
            if found == hash { return true }
            if found.lexicographicallyPrecedes(hash) { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// The first line that begins at an offset or behind it; nil behind the last.
    private func line(at offset: Int) -> [UInt8]? {
        // One byte before: an offset that is the beginning of a line finds that line.
        let start = max(0, offset - 1)
        var bytes = [UInt8](repeating: 0, count: 2 * Self.longestLine + 1)
        let count = pread(descriptor, &bytes, bytes.count, off_t(start))
        guard count > 0 else { return nil }
        var rest = bytes[..<count]
        if offset > 0 {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            rest = rest[(end + 1)...]
        }
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : Array(line)
    }

    private static func hash(_ line: [UInt8]) -> [UInt8]? {
        guard line.count >= digits, line.count == digits || line[digits] == UInt8(ascii: ":") || line[digits] == UInt8(ascii: "\r") else { return nil }
        var hash: [UInt8] = []
        for place in stride(from: 0, to: digits, by: 2) {
            guard let high = value(line[place]), let low = value(line[place + 1]) else { return nil }
            hash.append(high << 4 | low)
        }
        return hash
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
