// SPDX-License-Identifier: Apache-2.0

/// The JSON of the API, spelt out, so that tests show what a client really gets.
struct LoopbackAnswers {
    let bank: LoopbackBank

    /// - Returns: the JSON; nil for what does not exist.
    func answer(path: String, query: [(name: String, value: String)]) -> String? {
        func first(_ name: String) -> String? { query.first { $0.name.lowercased() == name }?.value }
        let parts = path.split(separator: "/").map { $0.lowercased() }
        let isEnglish = first("lang") == "en"
        let page = first("page").flatMap(Int.init) ?? 0
        let size = min(first("page-size").flatMap(Int.init) ?? 10, 100)
        switch parts.first {
        case "variables" where parts.count == 2 && parts[1] == "search":
            let wanted = (first("name") ?? "").lowercased()
            let hits = bank.variables.filter { variable in
                let subject = bank.subjects.first { $0.id == variable.subjectID }
                return ([subject?.polish ?? "", subject?.english ?? ""] + variable.polishNames + variable.englishNames)
                    .contains { $0.lowercased().contains(wanted) }
            }
            return list(hits.map { variable($0, isEnglish: isEnglish, withYears: false) }, path: path, page: page, size: size)
        case "variables" where parts.count == 2:
            return bank.variables.first { String($0.id) == parts[1] }.map { variable($0, isEnglish: isEnglish, withYears: true) }
        case "subjects" where parts.count == 2:
            return bank.subjects.first { $0.id.lowercased() == parts[1] }.map { subject($0, isEnglish: isEnglish) }
        case "units" where parts.count == 1:
            let units = bank.units(level: first("level").flatMap(Int.init) ?? 0, within: first("parent-id"))
            return list(units.map(unit), path: path, page: page, size: size)
        case "data" where parts.count == 3 && parts[1] == "by-variable":
            guard let variable = bank.variables.first(where: { String($0.id) == parts[2] }) else { return nil }
            let years = Set(query.filter { $0.name == "year" }.compactMap { Int($0.value) })
            let units = bank.units(level: first("unit-level").flatMap(Int.init) ?? 0, within: first("unit-parent-id"))
                .filter { $0.level <= variable.level }
            let series = units.compactMap { unit -> String? in
                let values = variable.years.filter { years.isEmpty || years.contains($0) }.compactMap { year in
                    variable.value(unit, year).map { value in
                        #"{"year":"\#(year)","val":\#(number(value.number)),"attrId":\#(value.attribute)}"#
                    }
                }
                return values.isEmpty ? nil : #"{"id":"\#(unit.id)","name":"\#(unit.name)","values":[\#(values.joined(separator: ","))]}"#
            }
            return list(
                series, path: path, page: page, size: size,
                head: #""variableId":\#(variable.id),"measureUnitId":\#(variable.unitID),"aggregateId":1,"lastUpdate":"\#(variable.lastUpdate)","#)
        default: return nil
        }
    }

    private func variable(_ variable: LoopbackBank.Variable, isEnglish: Bool, withYears: Bool) -> String {
        let names = (isEnglish ? variable.englishNames : variable.polishNames).enumerated().map { #""n\#($0.offset + 1)":"\#($0.element)""# }
        let years = withYears ? #","years":[\#(variable.years.map(String.init).joined(separator: ","))]"# : ""
        return #"{"id":\#(variable.id),"subjectId":"\#(variable.subjectID)",\#(names.joined(separator: ",")),"level":\#(variable.level),"#
            + #""measureUnitId":\#(variable.unitID),"measureUnitName":"\#(isEnglish ? variable.englishUnit : variable.polishUnit)"\#(years)}"#
    }

    private func subject(_ subject: LoopbackBank.Subject, isEnglish: Bool) -> String {
        #"{"id":"\#(subject.id)","parentId":"G10","name":"\#(isEnglish ? subject.english : subject.polish)","hasVariables":true,"children":[],"#
            + #""levels":[5,6],"years":[2024],"availability":[{"year":"2024","levels":[6],"quarterly":"\#(subject.periodicity)"}],"dimensions":[]}"#
    }

    private func unit(_ unit: LoopbackBank.Unit) -> String {
        let kind = unit.level >= 5 ? #","kind":"\#(unit.level == 6 ? unit.id.suffix(1) : "1")""# : ""
        return #"{"id":"\#(unit.id)","name":"\#(unit.name)","level":\#(unit.level)\#(kind),"hasDescription":false}"#
    }

    private func list(_ items: [String], path: String, page: Int, size: Int, head: String = "") -> String {
        let last = max((items.count + size - 1) / size - 1, 0)
        func link(_ name: String, _ page: Int) -> String { #""\#(name)":"https://bdl.stat.gov.pl/api/v1/\#(path)?page=\#(page)""# }
        var links = [link("first", 0), link("self", page), link("last", last)]
        if page > 0 { links.append(link("prev", page - 1)) }
        if page < last { links.append(link("next", page + 1)) }
        let shown = items.dropFirst(page * size).prefix(size)
        return #"{\#(head)"totalRecords":\#(items.count),"page":\#(page),"pageSize":\#(size),"links":{\#(links.joined(separator: ","))},"#
            + #""results":[\#(shown.joined(separator: ","))]}"#
    }

    private func number(_ value: Double?) -> String {
        guard let value else { return "null" }
        return value == value.rounded() ? String(Int(value)) : String(value)
    }
}
