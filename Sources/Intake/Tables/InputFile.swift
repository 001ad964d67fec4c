// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reading a file, with a refusal instead of Foundation's error.
public enum InputFile {
    /// The largest table taken: far above any real one, far below what would exhaust a small server's memory.
    public static let sizeLimitMegabytes = 256

    public static func read(_ url: URL) throws(IntakeRefusal) -> Data {
        let name = url.lastPathComponent
        do {
            let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int ?? 0
            guard size <= sizeLimitMegabytes << 20 else {
                throw IntakeRefusal(file: name, reason: "the file has \(size >> 20) MB; at most \(sizeLimitMegabytes) MB are read")
            }
            return try Data(contentsOf: url)
        } catch let refusal as IntakeRefusal {
            throw refusal
        } catch {
            throw IntakeRefusal(file: name, reason: "the file cannot be read at \(url.path): does it exist, and may you read it?")
        }
    }
}

/// A file by its name and bytes.
public struct InputTable: Sendable {
    public let file: String
    public let data: Data

    public init(file: String, data: Data) {
        self.file = file
        self.data = data
    }

    public init(_ url: URL) throws(IntakeRefusal) {
        self.init(file: url.lastPathComponent, data: try InputFile.read(url))
    }
}
