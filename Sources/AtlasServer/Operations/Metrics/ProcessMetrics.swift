// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the system says of this process, under the names that Prometheus' own libraries use. Linux tells it in `/proc`;
/// elsewhere there is only what the C library knows.
enum ProcessMetrics {
    static var families: [MetricFamily] {
        var families: [MetricFamily] = []
        func add(_ kind: MetricFamily.Kind, _ name: String, _ help: String, _ value: Double?) {
            guard let value else { return }
            families.append(MetricFamily(name: name, help: help, kind: kind, combination: .each, samples: [.init(value: value)]))
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        add(.counter, "process_cpu_seconds_total", "User and system processor time.", seconds(usage.ru_utime) + seconds(usage.ru_stime))
        add(.gauge, "process_resident_memory_bytes", "Memory that is in use.", pages(field: 1))
        add(.gauge, "process_virtual_memory_bytes", "Address space that is in use.", pages(field: 0))
        add(.gauge, "process_open_fds", "Open file descriptors.", openDescriptors)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        add(.gauge, "process_max_fds", "Most file descriptors that may be open.", Double(limit.rlim_cur))
        add(.gauge, "process_threads", "Threads.", stat(field: 17))
        add(.gauge, "process_start_time_seconds", "When the process started, in seconds since 1970.", startTime)
        return families
    }

    /// `/proc/self/statm`: the size and the resident part, in pages (`proc(5)`).
    private static func pages(field: Int) -> Double? {
        let fields = text("/proc/self/statm")?.split(separator: " ") ?? []
        return field < fields.count ? Double(fields[field]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }

    private static var openDescriptors: Double? {
        // The look itself opens one.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double(max(0, $0.count - 1)) }
    }

    /// `/proc/self/stat` after the name of the program, which may hold spaces: field 0 here is its third, the state.
    private static func stat(field: Int) -> Double? {
        guard let line = text("/proc/self/stat"), let end = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        return field < fields.count ? Double(fields[field]) : nil
    }

    private static let startTime: Double? = {
        let booted = text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
        guard let booted, let ticks = stat(field: 19) else { return nil }
        return booted + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
