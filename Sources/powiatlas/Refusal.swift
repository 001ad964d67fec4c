// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// A reason that the command itself found.
struct CommandRefusal: LocalizedError {
    let errorDescription: String?

    init(_ reason: String) {
        errorDescription = reason
    }
}

/// Prints why something was refused where errors belong, and gives the exit status of refused input. An
/// exit status that somebody chose already stays.
func refused(_ error: any Error) -> ExitCode {
    if let chosen = error as? ExitCode { return chosen }
    FileHandle.standardError.write(Data((error.localizedDescription + "\n").utf8))
    return ExitCode(1)
}
