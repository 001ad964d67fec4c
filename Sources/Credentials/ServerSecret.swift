// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// The key of one server, 256 bits. It stands in a file of its own or in the environment, not in the database: whoever gets hold
/// of the database alone cannot make codes of anybody's second step.
public struct ServerSecret: Sendable {
    private let key: SymmetricKey

    /// What is sealed was sealed with another key, or was changed.
    public struct WrongKey: Error, Sendable, LocalizedError {
        public var errorDescription: String? {
            "the secret of the server is not the one that second steps were set up with: put the old secret file back, or let administrators reset second steps"
        }
    }

    /// Why a text or a file is no secret.
    public enum Fault: Error, Sendable, Equatable, LocalizedError {
        case notASecret
        case unreadable(path: String, reason: String)
        case readableByOthers(path: String)

        public var errorDescription: String? {
            switch self {
            case .notASecret: "the secret has to be 64 hexadecimal digits, such as `openssl rand -hex 32` gives"
            case .unreadable(let path, let reason): "the secret file \(path) cannot be read or made: \(reason)"
            case .readableByOthers(let path): "the secret file \(path) can be read by other users of the machine: chmod 600 \(path)"
            }
        }
    }

    /// A new one.
    public init() {
        key = SymmetricKey(size: .bits256)
    }

    /// - Parameter text: 64 hexadecimal digits.
    /// - Throws: `Fault.notASecret`.
    public init(_ text: String) throws(Fault) {
        let digits = Array(text.trimmingCharacters(in: .whitespacesAndNewlines))
        let bytes = stride(from: 0, to: digits.count - digits.count % 2, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        guard digits.count == 64, bytes.count == 32 else { throw .notASecret }
        key = SymmetricKey(data: bytes)
    }

    /// The secret of a file, which is made when it is not there.
    /// - Throws: `Fault`.
    public init(file path: String) throws(Fault) {
        let manager = FileManager.default
        if !manager.fileExists(atPath: path) {
            let made = ServerSecret()
            // Made for its owner alone from the first moment; one that another process made meanwhile stays.
            let descriptor = openNew(path)
            if descriptor >= 0 {
                let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
                do {
                    try handle.write(contentsOf: Data((made.text + "\n").utf8))
                    try handle.synchronize()
                } catch {
                    try? manager.removeItem(atPath: path)
                    throw .unreadable(path: path, reason: error.localizedDescription)
                }
            } else if errno != EEXIST {
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
        }
        let permissions = (try? manager.attributesOfItem(atPath: path)[.posixPermissions]) as? Int ?? 0o600
        guard permissions & 0o077 == 0 else { throw .readableByOthers(path: path) }
        guard let data = manager.contents(atPath: path) else { throw .unreadable(path: path, reason: "it cannot be opened") }
        try self.init(String(decoding: data, as: UTF8.self))
    }

    /// As 64 hexadecimal digits.
    public var text: String { key.withUnsafeBytes { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() } }

    /// Seals (AES-GCM, a nonce of its own).
    /// - Parameter name: what it belongs to; it opens under the same name only.
    public func seal(_ data: Data, for name: String) throws -> Data {
        guard let sealed = try AES.GCM.seal(data, using: key, authenticating: Data(name.utf8)).combined else { throw WrongKey() }
        return sealed
    }

    /// - Throws: `WrongKey`.
    public func open(_ sealed: Data, for name: String) throws -> Data {
        do {
            return try AES.GCM.open(try AES.GCM.SealedBox(combined: sealed), using: key, authenticating: Data(name.utf8))
        } catch {
            throw WrongKey()
        }
    }

    /// A code that only this server makes, for what it gives out and gets back: base64 of HMAC-SHA-256.
    public func signature(of text: String, for purpose: String) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: Data("\(purpose)\n\(text)".utf8), using: key)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// A file that was not there before, for its owner alone; negative when there is one.
private func openNew(_ path: String) -> Int32 { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
