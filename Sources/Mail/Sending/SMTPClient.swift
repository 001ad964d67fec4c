// SPDX-License-Identifier: Apache-2.0

import CCurl
import Dispatch
import Foundation
import Synchronization

/// Hands letters to a mail server (RFC 5321), one connection a letter.
public struct SMTPClient: Sendable {
    public let server: SMTPServer
    public var connectSeconds = 15
    /// For everything from the connection to the server's last word.
    public var totalSeconds = 90

    /// libcurl waits for the network on the thread that asks; that must be none of those that answer requests.
    private static let queue = DispatchQueue(label: "mail", attributes: .concurrent)
    /// Once in a process, before anything else of the library.
    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    public init(server: SMTPServer) { self.server = server }

    /// Returns when the server has taken the letter for delivery.
    /// - Throws: `SMTPFailure`. After a cancelled task nothing was sent.
    public func send(_ message: MailMessage) async throws {
        let transfer = SMTPTransfer(server: server, message: message, connectSeconds: connectSeconds, totalSeconds: totalSeconds)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                Self.queue.async {
                    guard Self.isReady else {
                        continuation.resume(throwing: SMTPFailure(kind: .unreachable, reason: "libcurl cannot be started"))
                        return
                    }
                    continuation.resume(with: Result { try transfer.perform() })
                }
            }
        } onCancel: {
            transfer.cancel()
        }
    }
}

/// One letter on its way. Used from one thread, but for `cancel`.
private final class SMTPTransfer: @unchecked Sendable {
    private let server: SMTPServer
    private let sender: String
    private let recipient: String
    private let bytes: [UInt8]
    private let connectSeconds: Int
    private let totalSeconds: Int
    private let isCancelled = Atomic(false)
    private var sent = 0
    private var dialogue = SMTPDialogue()

    init(server: SMTPServer, message: MailMessage, connectSeconds: Int, totalSeconds: Int) {
        self.server = server
        sender = message.from.address.wireForm ?? ""
        recipient = message.to.wireForm ?? ""
        bytes = message.encoded
        self.connectSeconds = connectSeconds
        self.totalSeconds = totalSeconds
    }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    func perform() throws {
        guard !sender.isEmpty, !recipient.isEmpty else {
            throw SMTPFailure(kind: recipient.isEmpty ? .refused : .unreachable, reason: "the address has a host that mail servers cannot be told")
        }
        guard let handle = curl_easy_init() else { throw SMTPFailure(kind: .unreachable, reason: "libcurl has no memory for a connection") }
        defer { curl_easy_cleanup(handle) }
        let recipients = curl_slist_append(nil, "<\(recipient)>")
        defer { curl_slist_free_all(recipients) }
        var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
        let outcome = words.withUnsafeMutableBufferPointer { words in
            configure(handle, recipients)
            _ = curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words.baseAddress)
            return withExtendedLifetime(self) { curl_easy_perform(handle) }
        }
        guard outcome != CURLE_OK else { return }
        let said = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw failure(outcome, said.isEmpty ? String(cString: curl_easy_strerror(outcome)) : said)
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ recipients: UnsafeMutablePointer<curl_slist>?) {
        let scheme = server.encryption == .implicit ? "smtps" : "smtp"
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        // The path is the name we introduce ourselves by: mail servers mistrust the bare names of machines.
        let domain = sender.split(separator: "@").last.map(String.init) ?? ""
        _ = curl_set_text(handle, CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(domain)")
        _ = curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // A proxy of the environment is one for the web.
        _ = curl_set_text(handle, CURLOPT_PROXY, "")
        _ = curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(sender)>")
        _ = curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
        _ = curl_set_number(handle, CURLOPT_UPLOAD, 1)
        _ = curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
        _ = curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        _ = curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, connectSeconds)
        _ = curl_set_number(handle, CURLOPT_TIMEOUT, totalSeconds)
        _ = curl_set_number(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, totalSeconds)
        let secrecy: curl_usessl =
            switch server.encryption {
            case .implicit, .required: CURLUSESSL_ALL
            case .offered: CURLUSESSL_TRY
            case .none: CURLUSESSL_NONE
            }
        _ = curl_set_number(handle, CURLOPT_USE_SSL, Int(secrecy.rawValue))
        _ = curl_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = server.certificatesFile { _ = curl_set_text(handle, CURLOPT_CAINFO, file) }
        if let user = server.user, let password = server.password {
            _ = curl_set_text(handle, CURLOPT_USERNAME, user)
            _ = curl_set_text(handle, CURLOPT_PASSWORD, password)
        }
        let this = Unmanaged.passUnretained(self).toOpaque()
        _ = curl_set_pointer(handle, CURLOPT_READDATA, this)
        _ = curl_set_reader(handle) { buffer, size, count, this in
            guard let buffer, let this else { return 0 }
            return Unmanaged<SMTPTransfer>.fromOpaque(this).takeUnretainedValue().fill(buffer, size * count)
        }
        _ = curl_set_number(handle, CURLOPT_NOPROGRESS, 0)
        _ = curl_set_pointer(handle, CURLOPT_XFERINFODATA, this)
        _ = curl_set_progress(handle) { this, _, _, _, _ in
            guard let this else { return 0 }
            return Unmanaged<SMTPTransfer>.fromOpaque(this).takeUnretainedValue().shouldStop ? 1 : 0
        }
        _ = curl_set_number(handle, CURLOPT_VERBOSE, 1)
        _ = curl_set_pointer(handle, CURLOPT_DEBUGDATA, this)
        _ = curl_set_debug(handle) { _, kind, data, count, this in
            guard let data, let this else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: data, count: count)
            Unmanaged<SMTPTransfer>.fromOpaque(this).takeUnretainedValue().dialogue.note(kind, bytes)
            return 0
        }
    }

    private func fill(_ buffer: UnsafeMutablePointer<CChar>, _ capacity: Int) -> Int {
        let count = min(capacity, bytes.count - sent)
        guard count > 0 else { return 0 }
        bytes[sent..<sent + count].withUnsafeBytes { UnsafeMutableRawPointer(buffer).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(buffer), byteCount: count) }
        sent += count
        return count
    }

    /// Not between the letter's last byte and the server's answer to it: it would be sent twice.
    private var shouldStop: Bool { isCancelled.load(ordering: .relaxed) && sent < bytes.count }

    private func failure(_ outcome: CURLcode, _ said: String) -> SMTPFailure {
        if outcome == CURLE_ABORTED_BY_CALLBACK { return SMTPFailure(kind: .cancelled, reason: "sending was stopped") }
        guard let code = dialogue.code, (400...599).contains(code) else { return SMTPFailure(kind: .unreachable, reason: said) }
        let reason = dialogue.reply
        // 421: the server is about to close.
        let concernsLetter = ["RCPT", "DATA", ""].contains(dialogue.command) && code != 421
        return SMTPFailure(kind: concernsLetter ? (code < 500 ? .postponed : .refused) : .unreachable, code: code, reason: reason)
    }
}

/// What was said last: libcurl itself tells the code of a reply, but neither its words nor to which command it came.
private struct SMTPDialogue {
    /// The verb of our last command; empty once the letter itself is under way.
    private(set) var command = "connect"
    private(set) var code: Int?
    private(set) var reply = ""
    /// libcurl says goodbye after a failure; the answer to that explains nothing.
    private var hasEnded = false

    mutating func note(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
        switch kind {
        case CURLINFO_HEADER_OUT:
            // The verb only: what follows AUTH is secret.
            let verb = String(decoding: bytes.prefix { $0 > 0x20 && $0 < 0x7f }.prefix(8), as: UTF8.self).uppercased()
            hasEnded = hasEnded || verb == "QUIT"
            guard !hasEnded else { return }
            command = verb
            code = nil
        case CURLINFO_DATA_OUT:
            command = ""
            code = nil
        case CURLINFO_HEADER_IN:
            guard !hasEnded else { return }
            let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard let number = Int(line.prefix(3)) else { return }
            let isContinued = code == number
            code = number
            reply = String((isContinued ? "\(reply) \(line.dropFirst(4))" : line).prefix(300))
        default: break
        }
    }
}
