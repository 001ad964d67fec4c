// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The schema as a list of steps. A step that has been released is never edited, removed or reordered:
/// a change is a new step at the end, in a file of its own, free of app types.
enum AtlasMigrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001 territory", migrate: createTerritory)
        migrator.registerMigration("0002 indicators", migrate: createIndicators)
        migrator.registerMigration("0003 directory", migrate: createDirectory)
        migrator.registerMigration("0004 series", migrate: packSeries)
        migrator.registerMigration("0005 territory over time", migrate: addTerritoryOverTime)
        migrator.registerMigration("0006 agreements", migrate: createAgreements)
        migrator.registerMigration("0007 knowledge", migrate: createKnowledge)
        migrator.registerMigration("0008 surveys", migrate: createSurveys)
        migrator.registerMigration("0009 vacancies", migrate: createVacancies)
        migrator.registerMigration("0010 accounts", migrate: createAccounts)
        migrator.registerMigration("0011 history", migrate: createHistory)
        migrator.registerMigration("0012 suggestions", migrate: createSuggestions)
        migrator.registerMigration("0013 edit drafts", migrate: createEditDrafts)
        migrator.registerMigration("0014 account endings", migrate: addAccountEndings)
        migrator.registerMigration("0015 directory steps", migrate: createDirectorySteps)
        return migrator
    }
}
