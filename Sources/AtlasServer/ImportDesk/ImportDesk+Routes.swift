// SPDX-License-Identifier: Apache-2.0

import Atlas
import AtlasDatabase
import Foundation
import HTTPTypes
import Hummingbird
import Intake

/// `/dane/wczytaj`: a planner puts a table into the atlas, looks at how it was understood, and can take it back.
struct ImportDeskRoutes: RouteGroup {
    let data: AtlasData
    let pages: PageRenderer
    let access: ImportAccess
    let mappingsFolder: URL
    private let pending: PendingTables

    static let path = "/dane/wczytaj"

    static let access = RouteAccess.importers

    static let documentation: [RouteDescription] = [
        RouteDescription(
            "/dane/wczytaj", summary: "Page: put a table of values into the atlas; POST takes the file as multipart/form-data", parameters: [.lang],
            contentType: "text/html", writing: .importers),
        RouteDescription(
            "/dane/wczytaj/tabela/{id}", summary: "Page: how an uploaded table was understood; POST corrects or confirms it",
            parameters: [.init("id", "the name that the upload was given", required: true), .lang], contentType: "text/html", writing: .importers),
    ]

    init(data: AtlasData, pages: PageRenderer, configuration: ServerConfiguration) {
        self.data = data
        self.pages = pages
        access = ImportAccess(configuration: configuration)
        pending = PendingTables(folder: configuration.worker?.folder)
        mappingsFolder = configuration.webFolder.deletingLastPathComponent().appending(path: "GeoData/mappings", directoryHint: .isDirectory)
    }

    func add(to router: Router<AtlasRequestContext>) {
        router.get("/dane/wczytaj") { request, context in
            let reader = try QueryReader(request)
            let done = try reader.integer("import", in: 1...Int(Int32.max))
            let undone = try reader.integer("undone", in: 1...Int(Int32.max))
            return try await desk(request, context.visitor, done: done, undone: undone)
        }
        router.post("/dane/wczytaj") { request, context in
            let form = try await SubmittedForm(request)
            try access.check(request, context.visitor, token: form["token"], key: form["key"])
            let visit = try PageVisit(request)
            if let text = form["undo"] {
                guard let id = Int(text) else { throw Problem.badParameter("undo", text, accepted: "the number of an import") }
                do { _ = try await data.current.store.undoImport(id) } catch let error as UndoError {
                    return try await desk(request, context.visitor, failure: error.localizedDescription, status: .conflict)
                }
                try await data.refresh()
                return redirect(visit.link(Self.path, [("undone", String(id))]))
            }
            guard let file = form.file, !file.data.isEmpty else {
                return try await desk(request, context.visitor, failure: visit.language.choose("Nie wybrano pliku albo plik jest pusty.", "No file was chosen, or it is empty."), status: .badRequest)
            }
            let id = pending.keep(file.name, file.data)
            return redirect(visit.link("\(Self.path)/tabela/\(id)"))
        }
        router.get("/dane/wczytaj/tabela/{id}") { request, context in
            let table = try table(context)
            return try await preview(request, context.visitor, table.id, table.table, ValueTableOptions(), fields: [:])
        }
        router.post("/dane/wczytaj/tabela/{id}") { request, context in
            let form = try await SubmittedForm(request)
            try access.check(request, context.visitor, token: form["token"], key: form["key"])
            let table = try table(context)
            let options = try ImportChoices.options(form)
            guard form["action"] == "import" else {
                return try await preview(request, context.visitor, table.id, table.table, options, fields: form.fields)
            }
            return try await take(request, context.visitor, table.id, table.table, options, fields: form.fields)
        }
    }

    private func table(_ context: AtlasRequestContext) throws -> (id: String, table: PendingTables.Table) {
        let id = context.parameters.get("id") ?? ""
        guard let table = pending.table(id) else {
            throw Problem(
                status: .notFound, detail: "the uploaded file is no longer kept: choose it again at \(Self.path)",
                polish: "Wczytany plik nie jest już przechowywany: wybierz go jeszcze raz.")
        }
        return (id, table)
    }

    private func redirect(_ address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }

    // MARK: Answers

    private func desk(
        _ request: Request, _ visitor: Visitor, done: Int? = nil, undone: Int? = nil, failure: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let visit = try PageVisit(request)
        let imports = try await data.current.store.imports()
        let view = ImportDeskView(visit: visit, snapshot: data.current)
        var page = view.desk(imports: imports, done: done, undone: undone, failure: failure)
        page.merge(shared(request, visitor)) { first, _ in first }
        return try render(page, request, visit, status: status)
    }

    private func shared(_ request: Request, _ visitor: Visitor) -> TemplateValues {
        let level = access.level(request, visitor)
        return ["token": access.token(for: visitor), "isSignedIn": level == .signedIn, "isOpen": level != .closed, "isClosed": level == .closed, "needsKey": level == .keyed]
    }

    private func render(_ page: TemplateValues, _ request: Request, _ visit: PageVisit, status: HTTPResponse.Status) throws -> Response {
        var response = try pages.render(
            "import-desk", title: visit.language.choose("Wczytaj tabelę", "Put a table in"), section: .datasets, page: page, visit: visit)
        response.status = status
        // The page holds the token of its forms.
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func reader() async throws -> ValueTableReader {
        let store = data.current.store
        return ValueTableReader(
            units: try await store.currentUnits().map(\.unit) + store.earlierUnits(), indicators: try await store.indicators().map(\.indicator),
            sources: try await store.sources(), mappings: try ValueMapping.read(folder: mappingsFolder))
    }

    private func preview(
        _ request: Request, _ visitor: Visitor, _ id: String, _ table: PendingTables.Table, _ options: ValueTableOptions, fields: [String: [String]], failure: String? = nil
    ) async throws -> Response {
        guard access.level(request, visitor) != .closed else {
            throw Problem(status: .forbidden, detail: "tables are not taken here: see \(Self.path)", polish: "Ten serwer nie przyjmuje tabel od Ciebie.")
        }
        let visit = try PageVisit(request)
        let view = ImportDeskView(visit: visit, snapshot: data.current)
        var page: TemplateValues
        var status = HTTPResponse.Status.ok
        do {
            let read = try await reader().read(table.data, file: table.file, options: options)
            page = view.preview(read.preview, id: id, fields: fields, failure: failure)
            if failure != nil { status = .unprocessableContent }
        } catch let refusal as IntakeRefusal {
            page = view.refused(refusal, file: table.file, id: id, fields: fields)
            status = .unprocessableContent
        }
        page.merge(shared(request, visitor)) { first, _ in first }
        return try render(page, request, visit, status: status)
    }

    private func take(
        _ request: Request, _ visitor: Visitor, _ id: String, _ table: PendingTables.Table, _ options: ValueTableOptions, fields: [String: [String]]
    ) async throws -> Response {
        let visit = try PageVisit(request)
        let outcome: ImportOutcome
        do {
            let read = try await reader().read(table.data, file: table.file, options: options)
            try read.checked(partial: options.partial)
            outcome = try await data.current.store.importValues(ImportProvenance(kind: "values", files: [table.file])) { batch in
                try batch.add(sources: read.sources, indicators: read.indicators)
                try batch.add(read.observations)
            }
        } catch let refusal as IntakeRefusal {
            return try await preview(request, visitor, id, table, options, fields: fields, failure: refusal.localizedDescription)
        }
        try await data.refresh()
        pending.drop(id)
        return redirect(visit.link(Self.path, outcome.id.map { [("import", String($0))] } ?? []))
    }
}

/// What the planner chose on the page of a table.
enum ImportChoices {
    /// - Throws: 400 for a choice that is none.
    static func options(_ form: SubmittedForm) throws -> ValueTableOptions {
        var options = ValueTableOptions()
        func text(_ name: String) -> String? {
            let value = form[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            return value.isEmpty ? nil : String(value.prefix(300))
        }
        options.sheet = text("sheet")
        options.period = text("period")
        options.unit = text("unit")
        options.source = text("source")
        options.publisher = text("publisher")
        options.licence = text("licence")
        options.topic = text("topic")
        options.key = text("key_column")
        if let name = text("name_column") { options.names = [name] }
        options.headerRows = text("header_rows").flatMap { Int($0) }.flatMap { (1...20).contains($0) ? $0 : nil }
        if let level = text("level") {
            guard let known = UnitLevel(rawValue: level) else { throw Problem.badParameter("level", level, accepted: "wojewodztwo, powiat, gmina") }
            options.level = known
        }
        if let date = text("date") {
            guard let period = try? Period(date) else { throw Problem.badParameter("date", date, accepted: "2024, 2024-03 or 2024-03-01") }
            options.date = period
        }
        if let direction = text("direction") { options.direction = IndicatorDirection(rawValue: direction) }
        if let dash = text("dash") { options.dashIsZero = dash == "zero" }
        options.partial = text("partial") == "1"
        for (name, values) in form.fields where name.hasPrefix("column_") {
            let value = values.first?.trimmingCharacters(in: .whitespaces) ?? ""
            if !value.isEmpty { options.columns[String(name.dropFirst(7))] = value }
        }
        return options
    }
}
