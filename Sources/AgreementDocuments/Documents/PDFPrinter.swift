// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Makes PDFs from pages with WeasyPrint, which hyphenates Polish, numbers pages and tags them for screen readers (PDF/UA).
/// A child process each, few at a time, with a time limit; nothing of a document stays on disk.
public actor PDFPrinter {
    /// The name of the program, or its path.
    private let program: String
    private let package: String
    private let timeLimitSeconds: Int
    private let maximumAtOnce: Int
    private let maximumWaiting: Int
    private let style: String
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - style: the style sheet of documents.
    ///   - program: found on PATH unless it is a path.
    public init(
        style: String, program: String = "weasyprint", package: String = "weasyprint", timeLimitSeconds: Int = 30, maximumAtOnce: Int = 2,
        maximumWaiting: Int = 16
    ) {
        self.style = style
        self.program = program
        self.package = package
        self.timeLimitSeconds = timeLimitSeconds
        self.maximumAtOnce = maximumAtOnce
        self.maximumWaiting = maximumWaiting
    }

    /// - Throws: `DocumentError`.
    public func pdf(_ document: AgreementDocument) async throws -> Data {
        guard let executable = Self.executable(program) else { throw DocumentError.missingProgram(name: program, package: package) }
        let page = document.printedPage(style: style)
        try await begin()
        defer { end() }
        let limit = timeLimitSeconds
        return try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: it waits for the child, which none of the threads that serve requests may do.
            Thread.detachNewThread {
                continuation.resume(with: Result { try Self.print(page, executable: executable, timeLimitSeconds: limit) })
            }
        }
    }

    private func begin() async throws {
        if running < maximumAtOnce {
            running += 1
            return
        }
        guard waiting.count < maximumWaiting else { throw DocumentError.busy }
        // Whoever ends hands its place on, so the count stays.
        await withCheckedContinuation { waiting.append($0) }
    }

    private func end() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    }

    private static func executable(_ program: String) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    private static func print(_ page: String, executable: String, timeLimitSeconds: Int) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "powiatlas-pdf-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output, messages) = (folder.appending(path: "page.html"), folder.appending(path: "page.pdf"), folder.appending(path: "messages"))
        try Data(page.utf8).write(to: input)
        let pid = try spawn([executable, "--quiet", "--encoding", "utf-8", "--pdf-variant", "pdf/ua-1", input.path, output.path], folder: folder, messages: messages)
        let status = try wait(pid, timeLimitSeconds: timeLimitSeconds)
        guard status == 0, let data = try? Data(contentsOf: output), !data.isEmpty else {
            let said = (try? String(contentsOf: messages, encoding: .utf8))?.split(separator: "\n").last.map { String($0.prefix(200)) } ?? ""
            throw DocumentError.programFailed(name: (executable as NSString).lastPathComponent, message: said.isEmpty ? "status \(status)" : said)
        }
        return data
    }

    private static func spawn(_ command: [String], folder: URL, messages: URL) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, messages.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Sockets and the database are opened close-on-exec by NIO and SQLite: the child has these three files only.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that the time limit ends whatever it starts.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGCHLD] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let environment = ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")", "HOME=\(folder.path)", "TMPDIR=\(folder.path)", "LANG=C.UTF-8"]
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, command[0], &actions, &attributes, &arguments, &variables)
        guard failure == 0 else { throw DocumentError.programFailed(name: command[0], message: String(cString: strerror(failure))) }
        return pid
    }

    /// The status as `waitpid(2)` has it; the child is gone when this returns.
    private static func wait(_ pid: pid_t, timeLimitSeconds: Int) throws -> Int32 {
        let end = ContinuousClock.now + .seconds(timeLimitSeconds)
        var status: Int32 = 0
        while true {
            let found = waitpid(pid, &status, WNOHANG)
            if found == pid { return status }
            if found < 0, errno != EINTR { return -1 }
            if ContinuousClock.now > end {
                kill(-pid, SIGKILL)
                while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                throw DocumentError.timeLimit(seconds: timeLimitSeconds)
            }
            usleep(10_000)
        }
    }
}
