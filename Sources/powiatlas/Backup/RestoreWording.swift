// SPDX-License-Identifier: Apache-2.0

import AtlasDatabase

/// What a restore tells of what it closed, line by line.
struct RestoreWording {
    let access: RestoredAccess
    let database: String

    init(_ access: RestoredAccess, database: String) {
        self.access = access
        self.database = database
    }

    var lines: [String] {
        var lines = ["sessions ended \(access.sessionsEnded), links made void \(access.linksEnded): everybody signs in anew"]
        if access.lettersHeld > 0 {
            lines.append(
                "letters held \(access.lettersHeld), as they may have been sent since: powiatlas mail held --database \(database), then mail release or mail drop")
        }
        switch access.comparison {
        case .nothingReplaced:
            lines.append("no database was there: what was ended after the backup is not known. Look through: powiatlas account list --database \(database)")
        case .unreadable(let reason):
            lines.append(
                "the database before cannot be read (\(reason)): what was ended after the backup is not known. Look through: powiatlas account list --database \(database)")
        case .olderThanBackup: lines.append("the database before is older than the backup: nothing of it counts")
        case .made:
            lines.append(
                "as in the database before: accounts deleted \(access.accountsDeleted), disabled \(access.accountsDisabled), rights taken away \(access.rightsTaken), keys revoked \(access.keysRevoked), ways in kept \(access.waysInKept), letters sent or withdrawn \(access.lettersEnded)")
            if access.accountsMissing > 0 { lines.append("accounts made after the backup are not in it: \(access.accountsMissing); invite these people again") }
        }
        if !access.hasAdministrator {
            lines.append("no administrator can sign in: powiatlas account create-administrator, or account recover, lets one in")
        }
        return lines
    }
}
