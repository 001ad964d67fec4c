// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of files being written, with what was written.
final class SiteFolder {
    let url: URL
    private(set) var fileCount = 0
    private(set) var byteCount = 0
    /// Files and bytes by the first part of the name.
    private(set) var shares: [String: (files: Int, bytes: Int)] = [:]
    private var folders: Set<String> = []

    init(_ url: URL) { self.url = url }

    /// - Parameter name: relative to the folder, with slashes.
    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = url.appendingPathComponent(name)
        let folder = file.deletingLastPathComponent()
        do {
            if folders.insert(folder.path).inserted { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
            try Data(bytes).write(to: file)
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            let reason = cause.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
            throw ExportRefusal(errorDescription: "\(file.path) cannot be written: \(reason)")
        }
        fileCount += 1
        byteCount += bytes.count
        let parts = name.split(separator: "/")
        let kind = parts.count > 1 && parts.last != "index.html" ? String(parts[0]) : "pages"
        let share = shares[kind] ?? (0, 0)
        shares[kind] = (share.files + 1, share.bytes + bytes.count)
    }

    func write(_ name: String, _ json: JSONValue) throws { try write(name, Array(json.text.utf8)) }
}
