// SPDX-License-Identifier: Apache-2.0

#if COVERAGE_GUIDED
    import CLibFuzzer
    import Foundation

    /// libFuzzer, the fuzzer of the compiler: it makes the cases, and keeps those that reach code that no other has reached.
    public enum CoverageGuidance {
        nonisolated(unsafe) private static var worker: FuzzWorker?

        /// - Parameter corpus: a folder that keeps what was found from run to run.
        public static func run(_ reader: FuzzReader, caseFile: String, corpus: URL, seed: UInt64, seconds: Double) throws {
            try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
            for (index, bytes) in reader.seeds.enumerated() {
                try Data(bytes).write(to: corpus.appendingPathComponent("seed-\(index)"))
            }
            let dictionary = corpus.deletingLastPathComponent().appendingPathComponent("\(reader.name).words")
            let lines = reader.words.filter { !$0.isEmpty }.map { word in
                "\"" + word.utf8.map { "\\x" + (String($0, radix: 16).count == 1 ? "0" : "") + String($0, radix: 16) }.joined() + "\"\n"
            }
            try lines.joined().write(to: dictionary, atomically: true, encoding: .utf8)
            worker = try FuzzWorker(reader: reader, caseFile: caseFile, endsSlowCases: false)
            let arguments = [
                "powiatlas-fuzz", "-max_total_time=\(max(1, Int(seconds)))", "-seed=\(seed % 0xFFFF_FFFF + 1)", "-max_len=\(Mutator.byteLimit)", "-len_control=50",
                "-rss_limit_mb=\(FuzzWorker.memoryBytes >> 20)", "-malloc_limit_mb=2048", "-timeout=\(Int(reader.caseSeconds * 2))", "-handle_abrt=0", "-print_final_stats=1",
                "-use_value_profile=1", "-reload=0", "-detect_leaks=0", "-exact_artifact_path=/dev/null", "-dict=\(dictionary.path)", corpus.path,
            ]
            var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
            try strings.withUnsafeMutableBufferPointer { buffer in
                var count = CInt(arguments.count)
                var pointer = buffer.baseAddress
                let status = LLVMFuzzerRunDriver(&count, &pointer) { bytes, count in
                    _ = CoverageGuidance.worker?.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
                    return 0
                }
                guard status == 0 else { throw FuzzFailure("libFuzzer ended with \(status)") }
            }
        }
    }
#endif
