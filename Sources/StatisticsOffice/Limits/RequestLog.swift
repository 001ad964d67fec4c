// SPDX-License-Identifier: Apache-2.0

import Foundation

/// When requests were sent, kept in a file so that the next run, or another one beside this, respects the same limits.
///
/// One line of 13 digits a request: milliseconds since 1970. Lines have one width, so that cutting the file down in place
/// can at worst leave a line twice, and a limit is then respected too well rather than too badly. The file is locked
/// (`flock`) while it is read and written.
struct RequestLog {
    let file: URL
    /// How far back lines are needed.
    let horizonSeconds: Double

    private static let lineWidth = 14
    /// Lines that may be out of date before the file is cut down.
    private static let staleLimit = 2_000

    /// Asks `admit` with the times of past requests (seconds, oldest first) and notes a request at `now` when it says
    /// so; reading, asking and noting are one step for all programs that use the file.
    ///
    /// - Throws: `BDLError.cacheUnusable` when the file cannot be read or written.
    func note(now: Double, if admit: ([Double]) -> Bool) throws(BDLError) {
        try withLockedFile { descriptor throws(BDLError) in
            let (times, lines) = try read(descriptor, now: now)
            guard admit(times) else { return }
            if lines - times.count > Self.staleLimit {
                try replace(descriptor, with: times + [now])
            } else {
                try write(Self.line(now), to: descriptor, at: lines * Self.lineWidth)
            }
        }
    }

    func times(now: Double) throws(BDLError) -> [Double] {
        var found: [Double] = []
        try note(now: now) {
            found = $0
            return false
        }
        return found
    }

    private func read(_ descriptor: Int32, now: Double) throws(BDLError) -> (times: [Double], lines: Int) {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure("read") }
        while true {
            let count = buffer.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { break }
            data.append(contentsOf: buffer[0..<count])
        }
        let lines = data.count / Self.lineWidth
        let times = data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            Double(String(decoding: line, as: UTF8.self)).map { $0 / 1000 }
        }
        // A line of the future comes from a clock that was wrong; it must not block for ever.
        return (times.filter { $0 > now - horizonSeconds && $0 <= now + 1 }.sorted(), lines)
    }

    private func replace(_ descriptor: Int32, with times: [Double]) throws(BDLError) {
        let text = times.map(Self.line).joined()
        try write(text, to: descriptor, at: 0)
        guard ftruncate(descriptor, off_t(text.utf8.count)) == 0 else { throw failure("written") }
    }

    private func write(_ text: String, to descriptor: Int32, at offset: Int) throws(BDLError) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done)) }
            guard count > 0 else { throw failure("written") }
            done += count
        }
    }

    private static func line(_ time: Double) -> String {
        let digits = String(Int64((time * 1000).rounded(.up)))
        return String(repeating: "0", count: max(lineWidth - 1 - digits.utf8.count, 0)) + digits + "\n"
    }

    private func withLockedFile(_ body: (Int32) throws(BDLError) -> Void) throws(BDLError) {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("opened") }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw failure("locked") }
        try body(descriptor)
    }

    private func failure(_ what: String) -> BDLError {
        .cacheUnusable(path: file.path, reason: "it cannot be \(what): \(String(cString: strerror(errno)))")
    }
}
