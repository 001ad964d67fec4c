// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Atlas
import AtlasDatabase
import Foundation
import Intake

/// `powiatlas survey`: asks institutions, and takes what they answered on paper.
struct SurveyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey", abstract: "Invite institutions to a survey, take answers from paper.",
        discussion: """
            Example:
              powiatlas survey invite wspolpraca-2026 --site https://atlas.example.pl > links.csv
            """,
        subcommands: [SurveyInviteCommand.self, SurveyAnswersCommand.self])
}

/// `powiatlas survey invite`.
struct SurveyInviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Give institutions a link to answer by, as CSV.",
        discussion: """
            To standard output: institution, type, name, email, link. A link is told this once; the database
            keeps only its hash. Institutions that were invited before are left out, or with --renew get a
            new link in place of the one they have; their answers stay.

            Example:
              powiatlas survey invite wspolpraca-2026 --type OPS --unit 12 \\
                --site https://atlas.example.pl > links.csv
            """)

    @Argument(help: "The id of the survey.")
    var survey: String

    @Option(help: "Only institutions of this type; may be repeated.")
    var type: [String] = []

    @Option(help: "Only institutions seated in this unit, by its TERC code.")
    var unit: String?

    @Option(help: "Where the atlas is reached.")
    var site = "http://127.0.0.1:8080"

    @Flag(help: "New links for those invited before.")
    var renew = false

    @Option(help: "The database made by powiatlas init.")
    var database = "atlas.sqlite"

    func run() async throws {
        do {
            guard let address = URLComponents(string: site), ["http", "https"].contains(address.scheme ?? ""), address.host?.isEmpty == false,
                ["", "/"].contains(address.path), address.query == nil, address.fragment == nil
            else { throw CommandRefusal("“\(site)” is not the address of a site: expected such as https://atlas.example.pl") }
            let start = site.hasSuffix("/") ? String(site.dropLast()) : site
            let area = try unit.map { try TERYTCode($0) }
            let types = try type.map { text in
                guard let type = InstitutionType(naming: text) else { throw CommandRefusal("“\(text)” is not a type of institution: expected such as OPS, PUP, PCPR.") }
                return type
            }
            try await withDatabase(database) { store in
                let found = try await store.existingSurvey(survey)
                guard let closes = found.closes else {
                    throw CommandRefusal("\(found.id) takes no answers: it has no days on which it opens and closes. See: powiatlas export survey --help")
                }
                let today = PolishMoment(Date()).day
                guard found.state(on: today) != .closed else { throw CommandRefusal("\(found.id) closed on \(closes).") }
                if let area, try await !store.currentUnits().contains(where: { $0.unit.code == area }) {
                    throw CommandRefusal("There is no unit \(area): expected the TERC code of a województwo, powiat or gmina.")
                }
                let wanted = try await store.institutions().filter { institution in
                    guard found.asks(institution.type), types.isEmpty || types.contains(institution.type) else { return false }
                    guard let area else { return true }
                    return institution.seat?.gmina?.isWithin(area) ?? false
                }
                guard !wanted.isEmpty else { throw try await nobody(found, types, area, store) }
                let result = try await store.invite(
                    wanted.map { SurveyInvitee(institution: $0.id, type: $0.type, seat: $0.seat?.gmina) }, to: found.id, on: today, renewing: renew)
                let institutions = Dictionary(wanted.map { ($0.id, $0) }) { first, _ in first }
                var text = "institution,type,name,email,link\n"
                for (invitee, token) in result.invited {
                    let institution = institutions[invitee.institution]
                    let fields = [
                        invitee.institution.text, invitee.type.rawValue, institution?.name ?? "", institution?.emails.first ?? "",
                        "\(start)/ankieta/\(token)",
                    ]
                    text += fields.map(Self.field).joined(separator: ",") + "\n"
                }
                FileHandle.standardOutput.write(Data(text.utf8))
                Progress().report("\(found.id): \(result.invited.count) links made, \(result.kept) invited before; open until \(closes)")
            }
        } catch {
            throw refused(error)
        }
    }

    /// Why nobody was found, and what would find somebody.
    private func nobody(_ survey: Survey, _ types: [InstitutionType], _ area: TERYTCode?, _ store: AtlasStore) async throws -> CommandRefusal {
        func list(_ types: [InstitutionType]) -> String { types.map(\.rawValue).joined(separator: ", ") }
        let asked = types.isEmpty ? survey.asked : types.filter(survey.asks)
        guard !asked.isEmpty else {
            return CommandRefusal("Nobody to invite: \(survey.id) asks \(list(survey.asked)), not \(list(types)). Choose --type among those, or leave it out.")
        }
        let institutions = try await store.institutions().filter { survey.asks($0.type) && (types.isEmpty || types.contains($0.type)) }
        guard let area else {
            return CommandRefusal("Nobody to invite: the directory has no \(list(asked)). Import them first: powiatlas import --help")
        }
        let name = try await store.currentUnits().first { $0.unit.code == area }?.unit.fullName ?? area.stem
        let count = institutions.count
        let elsewhere =
            count == 0
            ? "nor anywhere else. Import them first: powiatlas import --help"
            : "but \(count) elsewhere, in \(places(of: institutions)). Choose one of these as --unit, or leave it out."
        return CommandRefusal("Nobody to invite: the directory has no \(list(asked)) seated in \(area.stem) (\(name)), \(elsewhere)")
    }

    /// The województwa of institutions by their codes, with how many there are in each.
    private func places(of institutions: [Institution]) -> String {
        let codes = institutions.compactMap { $0.seat?.gmina?.ancestor(at: .wojewodztwo)?.stem }
        return Dictionary(grouping: codes) { $0 }.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value.count))" }.joined(separator: ", ")
    }

    private static func field(_ text: String) -> String {
        text.contains(where: { ",\"\n\r".contains($0) }) ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

/// `powiatlas survey answers`.
struct SurveyAnswersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answers", abstract: "Take answers that came on paper.",
        discussion: """
            A table with the columns institution, question, answer: a row an answer, several rows where several
            options were chosen; options by their ids. An institution that had answered gets the new answers.

            Example:
              powiatlas survey answers wspolpraca-2026 answers.csv --dry-run
            """)

    @Argument(help: "The id of the survey.")
    var survey: String

    @Argument(help: "The table.")
    var file: String

    @OptionGroup var options: ImportOptions

    func run() async throws {
        do {
            try await withDatabase(options.database) { store in
                let found = try await store.existingSurvey(survey)
                let institutions = Dictionary(try await store.institutions().map { ($0.id, (type: $0.type, seat: $0.seat?.gmina)) }) { first, _ in first }
                let url = URL(fileURLWithPath: file)
                let read = try SurveyAnswerTable(survey: found, institutions: institutions).read(
                    InputFile.read(url), file: url.lastPathComponent, partial: options.partial)
                Progress().report([read.report])
                let summary = try await store.importSurveyAnswers(read.sheets, to: found.id, on: PolishMoment(Date()).day, dryRun: options.dryRun)
                print("\(options.dryRun ? "would be " : "")added \(summary.added), changed \(summary.changed), unchanged \(summary.unchanged)")
            }
        } catch {
            throw refused(error)
        }
    }
}
