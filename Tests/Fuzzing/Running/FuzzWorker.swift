// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Gives cases to one reader, in a process of its own: it may end the process. The case being read stands in a file,
/// where whoever started the process finds it.
public struct FuzzWorker {
    /// Memory that a worker may take. Where a reader wants more, an allocation fails and the process ends.
    static let memoryBytes: UInt64 = 6 << 30
    /// The most cases that the pool holds.
    private static let poolLimit = 400

    private let reader: FuzzReader
    private let caseFile: CaseFile
    private let endsSlowCases: Bool

    /// - Parameter endsSlowCases: false where somebody else watches the time.
    public init(reader: FuzzReader, caseFile path: String, endsSlowCases: Bool = true) throws {
        self.reader = reader
        self.endsSlowCases = endsSlowCases
        caseFile = try CaseFile(path: path)
    }

    /// Reads the seeds, then cases made from them, until the time is over.
    /// - Parameter first: a case before all others.
    /// - Returns: how many cases were read, and how many different ways they went.
    public func run(seed: UInt64, seconds: Double, first: [UInt8]? = nil) -> (cases: Int, outcomes: Int) {
        Self.boundMemory()
        var mutator = Mutator(seed: seed, words: reader.words)
        var pool = reader.seeds
        var outcomes: Set<String> = []
        var count = 0
        let end = ContinuousClock.now + .seconds(seconds)
        for bytes in [first].compactMap(\.self) + reader.seeds {
            outcomes.insert(read(bytes))
            count += 1
        }
        while ContinuousClock.now < end {
            let bytes = mutator.mutation(of: pool)
            // A case that went a new way is worth changing further.
            if outcomes.insert(read(bytes)).inserted, pool.count < Self.poolLimit, bytes.count < 1 << 16 { pool.append(bytes) }
            count += 1
        }
        return (count, outcomes.count)
    }

    /// Reads one case; does not return when that fails.
    public func read(_ bytes: [UInt8]) -> String {
        caseFile.keep(bytes)
        // Twice the reader's own time: what is slow says so itself, what never ends is ended by the signal.
        if endsSlowCases { alarm(UInt32(reader.caseSeconds * 2) + 1) }
        defer { if endsSlowCases { alarm(0) } }
        do throws(FuzzFailure) { return try reader.read(bytes) } catch {
            FileHandle.standardError.write(Data("failure: \(error)\n".utf8))
            abort()
        }
    }

    static func boundMemory() {
        var limit = rlimit(rlim_cur: rlim_t(memoryBytes), rlim_max: rlim_t(memoryBytes))
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        // A core file of each failure would fill the disk.
        limit = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}

/// A file that holds the case being read: eight bytes of its length, then the case.
public struct CaseFile: Sendable {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw FuzzFailure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    }

    func keep(_ bytes: [UInt8]) {
        var record = withUnsafeBytes(of: UInt64(bytes.count)) { Array($0) }
        record += bytes
        _ = record.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// The last case that was kept; nil when there was none.
    public static func lastCase(path: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count >= 8 else { return nil }
        let length = data.prefix(8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        guard length <= UInt64(data.count - 8) else { return nil }
        return Array(data.dropFirst(8).prefix(Int(length)))
    }
}
