// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An answer of the API as it was received.
struct CachedAnswer: Codable, Sendable, Equatable {
    /// The path and query that it answers, without the host.
    let request: String
    let fetchedAt: Date
    let etag: String?
    /// The JSON text.
    let body: String

    func isFresh(at now: Date, maximumAgeSeconds: Double) -> Bool {
        let age = now.timeIntervalSince(fetchedAt)
        return age >= -1 && age <= maximumAgeSeconds
    }
}

/// Answers kept in a folder, a file each, so that an interrupted import continues where it stopped and a second one
/// within a day asks nothing. Files are written aside and renamed; a damaged one counts as absent.
struct AnswerCache: Sendable {
    let folder: URL

    /// - Throws: `BDLError.cacheUnusable` when the folder cannot be made.
    init(folder: URL) throws(BDLError) {
        self.folder = folder.appendingPathComponent("answers", isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        } catch {
            throw .cacheUnusable(path: folder.path, reason: error.localizedDescription)
        }
        dropOld()
    }

    private static let longestAgeSeconds = 60.0 * 24 * 3600

    /// What nobody asked about for two months is not worth its place.
    private func dropOld() {
        let keys: Set<URLResourceKey> = [.contentModificationDateKey]
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
        for file in files ?? [] where file.pathExtension == "json" {
            guard let date = try? file.resourceValues(forKeys: keys).contentModificationDate else { continue }
            if Date().timeIntervalSince(date) > Self.longestAgeSeconds { try? FileManager.default.removeItem(at: file) }
        }
    }

    func answer(to request: String) -> CachedAnswer? {
        guard let data = try? Data(contentsOf: file(for: request)),
            let answer = try? JSONDecoder().decode(CachedAnswer.self, from: data), answer.request == request
        else { return nil }
        return answer
    }

    func keep(_ answer: CachedAnswer) throws(BDLError) {
        let file = file(for: answer.request)
        do {
            try JSONEncoder().encode(answer).write(to: file, options: .atomic)
        } catch {
            throw .cacheUnusable(path: file.path, reason: error.localizedDescription)
        }
    }

    func drop(_ request: String) {
        try? FileManager.default.removeItem(at: file(for: request))
    }

    /// Readable, and unlike for unlike requests: what is asked for, and a fingerprint of the whole request.
    private func file(for request: String) -> URL {
        let path = request.prefix { $0 != "?" }
        let readable = path.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60)
        return folder.appendingPathComponent(String(readable) + "-" + fingerprint(request) + ".json")
    }
}

/// 16 hexadecimal digits for a text: FNV-1a (Fowler, Noll, Vo), 64 bits. Names files; keeps no secret.
func fingerprint(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
        hash ^= UInt64(byte)
        hash &*= 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
