// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A large file in the making: written under another name beside its place and renamed when it is whole, so that an error, a full
/// disk or an interruption leaves what was there before.
struct NewFile {
    let path: String
    private let isReplacing: Bool
    private let partial: String

    /// - Parameters:
    ///   - isReplacing: whether an existing file may go.
    ///   - replaceable: whether the first 100 bytes of an existing file show that it is of the same kind: a slip in a name must
    ///     not cost somebody another file.
    /// - Throws: `CommandRefusal` when the place is taken or cannot be written to.
    init(_ path: String, isReplacing: Bool, kind: String, replaceable: (Data) -> Bool) throws {
        self.path = path
        self.isReplacing = isReplacing
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            guard !isFolder.boolValue else { throw CommandRefusal("\(path) is a folder. Name the file to write.") }
            guard isReplacing else { throw CommandRefusal("\(path) is there already. Choose another --output, or replace it with --force.") }
            let start = (try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 100)) ?? Data()
            guard replaceable(start) else { throw CommandRefusal("\(path) is not \(kind), so --force does not replace it. Choose another --output.") }
        }
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent()
        guard manager.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue, manager.isWritableFile(atPath: folder.path) else {
            throw CommandRefusal("\(path) cannot be written: there is no folder \(folder.path) that you may write to. Make it first.")
        }
        partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
        Self.removeLeftovers(beside: url)
    }

    /// Gives `body` the name to write to, and the result its own name when `body` is done.
    func write<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let manager = FileManager.default
        defer { for suffix in ["", "-journal", ".tiles"] { try? manager.removeItem(atPath: partial + suffix) } }
        let result = try await body(partial)
        // Somebody else may have made the file in the meantime.
        guard isReplacing || !manager.fileExists(atPath: path) else {
            throw CommandRefusal("\(path) has come to be there meanwhile. Choose another --output, or replace it with --force.")
        }
        guard rename(partial, path) == 0 else {
            throw CommandRefusal("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        return result
    }

    /// What processes that were killed left behind.
    static func removeLeftovers(beside url: URL) {
        let prefix = url.lastPathComponent + ".partial-"
        let folder = url.deletingLastPathComponent()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where name.hasPrefix(prefix) {
            // Signal 0 only asks whether the process is there.
            guard let process = Int32(name.dropFirst(prefix.count).prefix { $0.isNumber }), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }
}
