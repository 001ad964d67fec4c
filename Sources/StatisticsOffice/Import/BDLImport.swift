// SPDX-License-Identifier: Apache-2.0

import Atlas
import Foundation

/// Fetches variables of the Local Data Bank and makes indicators and observations of them. Nothing is printed and nothing
/// is stored: the caller writes the result in one transaction, so an import is there whole or not at all.
public struct BDLImport: Sendable {
    let client: BDLClient
    let catalogue: StarterCatalogue?
    let units: BDLUnitTable

    /// - Parameters:
    ///   - catalogue: names and properties of the variables that the atlas knows; nil to take all from the bank.
    public init(client: BDLClient, catalogue: StarterCatalogue?, units: BDLUnitTable) {
        self.client = client
        self.catalogue = catalogue
        self.units = units
    }

    /// Fetches all pages, from the cache where they are there already.
    ///
    /// - Parameter onProgress: called in the order of events.
    /// - Throws: `BDLError`, `BDLImportError`, `CancellationError`. What was fetched until then stays in the cache.
    public func run(
        _ request: BDLImportRequest, onProgress: @Sendable (BDLImportProgress) -> Void = { _ in }
    ) async throws -> BDLImportResult {
        let sentBefore = await client.requestsSent
        let cachedBefore = await client.answersFromCache
        var report = BDLImportReport()
        var numbers: [Int] = []
        for number in request.variables where !numbers.contains(number) { numbers.append(number) }
        guard !numbers.isEmpty else { throw BDLImportError.noVariables }

        let parentID = try await parentID(request.parent)
        var tasks: [Job] = []
        for number in numbers { tasks += try await job(number, request, parentID: parentID, remarks: &report.remarks).map { [$0] } ?? [] }
        guard !tasks.isEmpty else { throw BDLImportError.nothingToFetch(report.remarks) }
        try await announce(tasks, request, onProgress)

        var sources: [Source] = []
        var indicators: [Indicator] = []
        var observations: [Observation] = []
        for (index, job) in tasks.enumerated() {
            let part = try await fetch(job, index: index + 1, count: tasks.count, report: &report, onProgress)
            guard let part else { continue }
            sources.append(part.source)
            indicators.append(part.indicator)
            observations += part.observations
        }
        guard !observations.isEmpty else { throw BDLImportError.nothingToFetch(report.remarks) }
        report.requests = await client.requestsSent - sentBefore
        report.answersFromCache = await client.answersFromCache - cachedBefore
        report.allowance = try await client.allowance()
        return BDLImportResult(sources: sources, indicators: indicators, observations: observations, report: report)
    }

    // MARK: - What is to be fetched

    /// One variable of an import.
    private struct Job {
        let variable: BDLVariable
        let starter: StarterVariable?
        let queries: [BDLDataQuery]
        let years: [Int]
        let parent: TERYTCode?
    }

    private func job(
        _ number: Int, _ request: BDLImportRequest, parentID: String?, remarks: inout [BDLRemark]
    ) async throws -> Job? {
        let variable = try await client.variable(number)
        let starter = catalogue?[number]
        guard let firstYear = variable.years.first, let lastYear = variable.years.last else {
            remarks.append(.nothing(variable: number))
            return nil
        }
        let available = Set(variable.years)
        let years = request.years.map { available.intersection($0).sorted() } ?? Array(variable.years.suffix(BDLImportRequest.defaultYearCount))
        if let missing = request.years?.subtracting(available), !missing.isEmpty {
            remarks.append(.yearsMissing(variable: number, years: missing.sorted(), available: firstYear...lastYear))
        }

        var levels = request.levels ?? Set(starter?.levels ?? BDLLevel.allCases)
        if let parent = request.parent { levels = levels.filter { $0.unitLevel.codeLength > parent.stem.utf8.count || $0.unitLevel == parent.level } }
        let without = levels.filter { !variable.hasValues(at: $0) }
        if !without.isEmpty, request.levels != nil {
            let smallest = BDLLevel.allCases.last { variable.hasValues(at: $0) } ?? .kraj
            remarks.append(.noSuchLevel(variable: number, levels: without.sorted(), smallest: smallest))
        }
        levels.subtract(without)
        guard !years.isEmpty, !levels.isEmpty else {
            remarks.append(.nothing(variable: number))
            return nil
        }
        let queries = levels.sorted().map { level in
            // The bank gives the units below a parent; the parent itself has to be found among those of its own level.
            BDLDataQuery(variable: number, level: level, years: years, parentID: level.unitLevel == request.parent?.level ? nil : parentID)
        }
        return Job(variable: variable, starter: starter, queries: queries, years: years, parent: request.parent)
    }

    /// The bank's id of the unit within which is asked.
    private func parentID(_ parent: TERYTCode?) async throws -> String? {
        guard let parent, parent.level != .kraj else { return nil }
        guard let wojewodztwo = BDLWojewodztwo.id(parent) else { throw BDLImportError.noSuchParent(parent.description) }
        if parent.level == .wojewodztwo { return wojewodztwo }
        guard parent.level == .powiat else { throw BDLImportError.noSuchParent(parent.description) }
        let powiats = try await client.units(level: .powiat, within: wojewodztwo)
        // A number was given anew here and there; the last entry of the list is the one in use.
        guard let id = powiats.last(where: { (try? BDLUnitID($0.id))?.code == parent })?.id else {
            throw BDLImportError.noSuchParent(parent.description)
        }
        return id
    }

    private func announce(_ jobs: [Job], _ request: BDLImportRequest, _ onProgress: @Sendable (BDLImportProgress) -> Void) async throws {
        var requests = 0
        for job in jobs {
            if job.starter == nil { requests += 3 }
            for query in job.queries {
                let parent = query.parentID == nil ? nil : request.parent
                let pages = (units.expectedCount(query.level, within: parent) + BDLDataQuery.pageSize - 1) / BDLDataQuery.pageSize
                for page in 0..<pages where await !client.hasPage(query, page: page) { requests += 1 }
            }
        }
        onProgress(.planned(variables: jobs.count, requests: requests, seconds: try await client.duration(ofRequests: requests)))
    }

    // MARK: - Fetching

    private func fetch(
        _ job: Job, index: Int, count: Int, report: inout BDLImportReport, _ onProgress: @Sendable (BDLImportProgress) -> Void
    ) async throws -> (source: Source, indicator: Indicator, observations: [Observation])? {
        let number = job.variable.id
        let described = job.starter == nil ? try await describe(job.variable) : nil
        let name =
            job.starter?.name
            ?? LocalizedText(
                polish: described.map { BDLNaming.name($0.polish, subject: $0.polishSubject.name) } ?? "\(number)",
                english: described.map { BDLNaming.name($0.english, subject: $0.englishSubject.name) } ?? "\(number)")
        onProgress(.variable(number: number, name: name, index: index, count: count))
        if let described, !described.polishSubject.periodicities.isDisjoint(with: ["K", "M"]) {
            report.remarks.append(.shortPeriods(variable: number))
        }

        var reader = BDLSeriesReader(units: units, years: Set(job.years), parent: job.parent)
        var lastUpdate: String?
        var levels: [BDLLevel] = []
        for query in job.queries {
            let table = try await BDLTable.fetch(query, client: client) { page, count, isCached in
                onProgress(.page(variable: number, level: query.level, page: page, count: count, isCached: isCached))
            }
            if table.series.isEmpty {
                report.remarks.append(.emptyLevel(variable: number, level: query.level))
                continue
            }
            levels.append(query.level)
            reader.add(table.series, level: query.level)
            lastUpdate = [lastUpdate, table.lastUpdate].compactMap { $0 }.max()
        }
        note(reader, of: number, in: &report)
        guard reader.unitCount > 0 else {
            report.remarks.append(.nothing(variable: number))
            return nil
        }

        let source = BDLNaming.source(job.variable, lastUpdate: lastUpdate, lastYear: job.years.last ?? 0)
        let indicator: Indicator
        if let starter = job.starter {
            indicator = Self.indicator(starter)
        } else if let described {
            indicator = try BDLNaming.indicator(described, values: reader.values)
            if indicator.aggregation == .none, !described.polish.measureUnitName.contains("%") { report.remarks.append(.readsAsRatio(variable: number)) }
        } else {
            return nil
        }
        let observations = reader.observations(of: indicator.id)
        var flags: [ObservationFlag: Int] = [:]
        for observation in observations { if let flag = observation.flag { flags[flag, default: 0] += 1 } }
        report.variables.append(
            BDLImportReport.Variable(
                number: number, indicatorID: indicator.id, name: indicator.name, levels: levels, years: job.years, units: reader.unitCount,
                observations: observations.count, values: observations.count { $0.value != nil }, flags: flags,
                partsOfGminas: reader.partsOfGminas))
        return (source, indicator, observations)
    }

    private func describe(_ variable: BDLVariable) async throws -> BDLDescription {
        BDLDescription(
            polish: variable, english: try await client.variable(variable.id, language: .english),
            polishSubject: try await client.subject(variable.subjectID), englishSubject: try await client.subject(variable.subjectID, language: .english))
    }

    private func note(_ reader: BDLSeriesReader, of number: Int, in report: inout BDLImportReport) {
        if !reader.unknownUnits.isEmpty { report.remarks.append(.unknownUnits(variable: number, units: reader.unknownUnits)) }
        if reader.doubleValues > 0 {
            report.remarks.append(.doubleValues(variable: number, examples: reader.doubleExamples, count: reader.doubleValues))
        }
        if !reader.unknownAttributes.isEmpty {
            report.remarks.append(
                .unknownAttributes(variable: number, attributes: reader.unknownAttributes.sorted(), count: reader.unknownAttributeCount))
        }
        if !reader.otherPeriods.isEmpty { report.remarks.append(.otherPeriods(variable: number, periods: reader.otherPeriods.sorted())) }
    }

    private static func indicator(_ starter: StarterVariable) -> Indicator {
        Indicator(
            id: starter.indicatorID, name: starter.name, unit: starter.unit, topic: starter.topic,
            note: LocalizedText(
                polish: starter.note.polish + " Zmienna \(starter.number) Banku Danych Lokalnych GUS.",
                english: starter.note.english + " Variable \(starter.number) of the Local Data Bank of Statistics Poland."),
            sourceID: BDLNaming.sourceID(of: starter.number), direction: starter.direction, aggregation: starter.aggregation,
            decimals: starter.decimals)
    }
}

/// Why an import has nothing to bring.
public enum BDLImportError: Error, Sendable, Hashable, LocalizedError {
    case noVariables
    /// Nothing of what was asked for is in the bank; the remarks say why.
    case nothingToFetch([BDLRemark])
    /// Values can be asked for within a województwo or a powiat.
    case noSuchParent(String)

    public var errorDescription: String? {
        switch self {
        case .noVariables: "No variable was named"
        case .nothingToFetch(let remarks):
            (["The Local Data Bank has nothing of what was asked for."] + remarks.map { $0.text(.english) }).joined(separator: "\n")
        case .noSuchParent(let text):
            "The Local Data Bank has no województwo or powiat \(text): expected a TERC code of 2 or 4 digits, such as 26 or 2604"
        }
    }
}
