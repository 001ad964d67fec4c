// SPDX-License-Identifier: Apache-2.0

import Atlas

/// The form of an entry as templates see it.
struct InstitutionFormView {
    let visit: PageVisit
    let institution: Institution
    let isNew: Bool
    let fields: EditFields
    let faults: [EditFault]
    let taxonomy: Taxonomy
    let mayChangeKind: Bool
    /// The state that the form was opened with; nil for a new entry.
    let version: String?

    private var language: Language { visit.language }
    private func say(_ polish: String, _ english: String) -> String { language.choose(polish, english) }

    /// - Parameter action: where the form is sent.
    func values(action: String, publicURL: String?) -> TemplateValues {
        let form = EditFormBuilder(fields, faults: faults, language)
        let seat = InstitutionField.Place(0)
        let sections: [TemplateValues] = [
            basics(form), contact(form, seat), section("miejsce", say("Adres siedziby", "Address of the seat"), place(form, 0, isSeat: true)),
            section("godziny", say("Godziny przyjęć", "Opening hours"), ["hours": hours(form, seat.hours, nil)]),
            services(form), areas(form), coordinator(form), descriptions(form), places(form),
        ]
        var values = templateValues([
            "action": action, "publicURL": publicURL, "version": version, "isNew": isNew, "name": institution.name, "sections": sections,
            "confirm": isNew ? nil : form.flag(
                InstitutionField.confirmed, say("Cały wpis jest dziś aktualny", "The whole entry is true today"),
                help: say("Zaznacz, jeśli wszystko sprawdzono. Przy wpisie pojawi się data potwierdzenia.", "Tick this if everything was checked. The entry will show the date.")),
            "reasons": reasons.map { ["value": $0] },
        ])
        values["errors"] = form.summary
        values["hasErrors"] = faults.isEmpty ? nil : true
        return values
    }

    private var reasons: [String] {
        [
            say("Dane się zmieniły", "The data have changed"), say("Błąd we wpisie", "A mistake in the entry"), say("Uzupełnienie wpisu", "Something was missing"),
            say("Nowe godziny przyjęć", "New opening hours"), say("Nowa osoba do kontaktu", "A new contact person"),
        ]
    }

    private func section(_ id: String, _ title: String, help: String? = nil, _ values: TemplateValues) -> TemplateValues {
        values.merging(templateValues(["sectionID": id, "sectionTitle": title, "sectionHelp": help])) { _, new in new }
    }

    // MARK: Single fields

    private func basics(_ form: EditFormBuilder) -> TemplateValues {
        typealias Field = InstitutionField
        var list = [form.line(Field.name, say("Nazwa", "Name"), isRequired: true)]
        if mayChangeKind {
            list.append(form.select(Field.type, say("Rodzaj", "Type"), InstitutionType.allCases.map { ($0.rawValue, typeText($0)) }))
        }
        list += [
            form.text(Field.otherNames, say("Inne nazwy", "Other names"), help: say("Skróty, dawne i potoczne nazwy, jedna w\u{A0}wierszu.", "Short, earlier and colloquial names, one a line."), rows: 2),
            form.line(Field.runBy, say("Kto prowadzi", "Run by"), help: say("Na przykład: Gmina Klucze, Caritas Diecezji Kieleckiej.", "For example: Gmina Klucze, Caritas Diecezji Kieleckiej.")),
        ]
        if mayChangeKind {
            list.append(
                form.line(Field.parent, say("Część innej instytucji", "Part of another institution"), help: say("Identyfikator całości, na przykład rjps-132, albo puste.", "The id of the whole, such as rjps-132, or empty.")))
        }
        let help = mayChangeKind ? nil : say("Rodzaj: ", "Type: ") + typeText(institution.type) + say(". Zmienia go koordynator powiatu albo administrator.", ". The coordinator of the powiat or an administrator changes it.")
        return section("podstawy", say("Nazwa", "Name"), help: help, ["fields": list])
    }

    private func typeText(_ type: InstitutionType) -> String {
        let (label, name) = (language.of(type.label), language.of(type.name))
        return label == name ? name : "\(name) (\(label))"
    }

    private func contact(_ form: EditFormBuilder, _ seat: InstitutionField.Place) -> TemplateValues {
        section(
            "kontakt", say("Kontakt", "Contact"),
            [
                "fields": [
                    phones(form, seat, nil),
                    form.text(InstitutionField.emails, say("E-mail", "E-mail"), help: say("Jeden adres w\u{A0}wierszu.", "One address a line."), rows: 2),
                    form.line(InstitutionField.website, say("Strona internetowa", "Website"), mode: "url"),
                ]
            ])
    }

    private func phones(_ form: EditFormBuilder, _ place: InstitutionField.Place, _ context: String?) -> TemplateValues {
        form.text(
            place.phones, say("Telefony", "Telephones"), help: say("Jeden numer w\u{A0}wierszu, na przykład 41 378 30 53 wew. 12.", "One number a line, such as 41 378 30 53 wew. 12."),
            within: context, rows: 2)
    }

    private func coordinator(_ form: EditFormBuilder) -> TemplateValues {
        typealias Field = InstitutionField
        let context = say("Koordynator", "Coordinator")
        return section(
            "koordynator", say("Koordynator współpracy", "Coordinator of cooperation"),
            help: say("Do kogo inne instytucje mają się zwracać. Wystarczy samo stanowisko.", "Whom other institutions should turn to. The post alone is enough."),
            [
                "rowFields": [
                    form.line(Field.coordinatorName, say("Imię i\u{A0}nazwisko", "Name"), within: context), form.line(Field.coordinatorRole, say("Stanowisko", "Post"), within: context),
                    form.line(Field.coordinatorPhone, say("Telefon", "Telephone"), within: context, mode: "tel"),
                    form.line(Field.coordinatorEmail, "E-mail", within: context, mode: "email"),
                ]
            ])
    }

    private func descriptions(_ form: EditFormBuilder) -> TemplateValues {
        typealias Field = InstitutionField
        return section(
            "opis", say("Opis i\u{A0}uwagi", "Description and notes"),
            [
                "fields": [
                    form.text(Field.descriptionPolish, say("Opis po polsku", "Description in Polish"), help: say("Prostym językiem: komu i\u{A0}w\u{A0}czym pomaga.", "In plain words: whom it helps and how."), rows: 5),
                    form.text(Field.descriptionEnglish, say("Opis po angielsku", "Description in English"), rows: 4),
                    form.line(Field.note, say("Uwaga dla czytelnika", "A caveat for the reader")),
                ]
            ])
    }

    // MARK: Places

    private func place(_ form: EditFormBuilder, _ row: Int, isSeat: Bool) -> TemplateValues {
        let field = InstitutionField.Place(row)
        let context = isSeat ? say("Siedziba", "Seat") : say("Miejsce", "Place") + " \(row + 1)"
        var values: TemplateValues = [
            "part": field.part,
            "rowFields": [
                form.line(field.street, say("Ulica", "Street"), within: context), form.line(field.building, say("Numer domu", "House number"), within: context, width: "short"),
                form.line(field.postalCode, say("Kod pocztowy", "Postal code"), within: context, mode: "numeric", width: "short"),
                form.line(field.locality, say("Miejscowość", "Town or village"), within: context),
                form.line(
                    field.gmina, "Gmina", help: say("Nazwa albo kod TERC, na przykład: gmina Klucze.", "The name or the TERC code, such as gmina Klucze."), within: context,
                    units: "gmina"),
                form.line(field.name, say("Nazwa miejsca, jeśli inna", "Name of the place, if it differs"), within: context),
            ],
            "point": [
                "part": field.part, "findAction": "znajdz:\(row)", "latitudeID": EditFormBuilder.id(field.latitude), "longitudeID": EditFormBuilder.id(field.longitude),
                "precisionID": EditFormBuilder.id(field.precision), "addressID": EditFormBuilder.id(field.locality),
                "rowFields": [
                    form.line(field.latitude, say("Szerokość geograficzna", "Latitude"), within: context, mode: "decimal", width: "short"),
                    form.line(field.longitude, say("Długość geograficzna", "Longitude"), within: context, mode: "decimal", width: "short"),
                    form.select(
                        field.precision, say("Co wskazuje punkt", "What the point shows"),
                        [("", say("(wybierz)", "(choose)"))] + PointPrecision.allCases.map { ($0.rawValue, language.of($0.label)) }, within: context),
                ],
            ] as TemplateValues,
        ]
        if !isSeat {
            values["contactFields"] = [phones(form, field, context)]
            values["hours"] = hours(form, field.hours, context)
            values["legend"] = [context, fields.line(field.name).isEmpty ? fields.line(field.locality) : fields.line(field.name)].filter { !$0.isEmpty }.joined(separator: ": ")
            values["removeAction"] = "usun:\(InstitutionField.place):\(row)"
            values["isOpen"] = form.hasFault(under: field.part) || fields.line(field.locality).isEmpty ? true : nil
        }
        return values
    }

    private func places(_ form: EditFormBuilder) -> TemplateValues {
        let rows = fields.rows(InstitutionField.place).filter { $0 > 0 }
        return section(
            "miejsca", say("Inne miejsca", "Other places"), help: say("Filie i\u{A0}punkty, w\u{A0}których też przyjmujecie.", "Branches and points where people are received too."),
            [
                "groups": rows.map { place(form, $0, isSeat: false) }, "addAction": "dodaj:\(InstitutionField.place)", "addText": say("Dodaj miejsce", "Add a place"),
            ])
    }

    func hours(_ form: EditFormBuilder, _ hours: HoursFields, _ context: String?) -> TemplateValues {
        let phrases = Phrases(language)
        return [
            "hoursHelp": say(
                "Na przykład 7:30–15:30; kilka przedziałów po przecinku; puste pole znaczy nieczynne.", "For example 7:30–15:30; several stretches with a comma; an empty field means closed."),
            "days": Weekday.allCases.map { form.line(hours.day($0), phrases.weekday($0), within: context ?? say("Godziny", "Hours")) },
            "remark": form.text(
                hours.remark, say("Wyjątki i\u{A0}uwagi do godzin", "Exceptions and notes on the hours"),
                help: say("Na przykład: w\u{A0}ostatni piątek miesiąca do 13:00.", "For example: until 13:00 on the last Friday of the month."), within: context, rows: 2),
        ]
    }

    // MARK: Services

    private func services(_ form: EditFormBuilder) -> TemplateValues {
        let rows = fields.rows(InstitutionField.service)
        let terms = Self.options(.service, taxonomy, language)
        let targets = Self.options(.target, taxonomy, language)
        let isCity = (institution.area.first?.code ?? institution.seat?.gmina)?.isWithinCityWithPowiatRights ?? false
        let statutory = taxonomy.statutoryServices(of: institution.type, inCityWithPowiatRights: isCity).compactMap { taxonomy.term($0.termID).map { language.of($0.name) } }
        let help = say("Co oferujecie ponad zadania z\u{A0}ustawy albo o\u{A0}czym chcecie napisać więcej.", "What is offered beyond the tasks by law, or what you want to say more about.")
            + (statutory.isEmpty ? "" : say(" Zadania z\u{A0}ustawy katalog dopisuje sam: ", " The directory adds the tasks by law itself: ") + statutory.joined(separator: ", ") + ".")
        return section(
            "uslugi", say("Usługi i\u{A0}miejsca", "Services and places"), help: help,
            [
                "groups": rows.enumerated().map { service(form, $0.element, number: $0.offset + 1, terms, targets) },
                "addAction": "dodaj:\(InstitutionField.service)", "addText": say("Dodaj usługę", "Add a service"),
            ])
    }

    private func service(
        _ form: EditFormBuilder, _ row: Int, number: Int, _ terms: [(value: String, label: String)], _ targets: [(value: String, label: String)]
    ) -> TemplateValues {
        let field = InstitutionField.Service(row)
        let context = say("Usługa", "Service") + " \(number)"
        let term = fields.line(field.term)
        let name = fields.line(field.name).isEmpty ? taxonomy.term(term).map { language.of($0.name) } ?? term : fields.line(field.name)
        let day = fields.line(field.freePlacesOn)
        // A date field takes whole days only; what is less exact is written.
        let isDay = day.isEmpty || (try? Period(day))?.day != nil
        return templateValues([
            "part": field.part, "legend": name.isEmpty ? context : "\(context): \(name)", "removeAction": "usun:\(InstitutionField.service):\(row)",
            "isOpen": form.hasFault(under: field.part) || term.isEmpty ? true : nil,
            "rowFields": [
                form.select(field.term, say("Rodzaj usługi", "Type of service"), [("", say("(wybierz)", "(choose)"))] + terms, within: context),
                form.line(field.name, say("Własna nazwa", "Own name"), within: context),
                form.line(field.capacity, say("Wszystkich miejsc", "Places in all"), within: context, mode: "numeric", width: "short"),
                form.line(field.freePlaces, say("Wolnych miejsc", "Free places"), within: context, mode: "numeric", width: "short"),
                form.line(field.freePlacesOn, say("Stan na dzień", "As of"), within: context, type: isDay ? "date" : "text", width: "short"),
            ],
            "contactFields": [
                form.text(field.description, say("Opis", "Description"), within: context), form.checks(field.targets, say("Dla kogo", "For whom"), targets, within: context),
                form.text(field.eligibility, say("Warunki", "Conditions"), within: context, rows: 2), form.line(field.cost, say("Koszt", "Cost"), within: context),
            ],
        ])
    }

    /// The terms of a kind, narrower ones under their broader term.
    static func options(_ kind: TaxonomyTerm.Kind, _ taxonomy: Taxonomy, _ language: Language) -> [(value: String, label: String)] {
        let terms = taxonomy.terms(of: kind)
        let children = Dictionary(grouping: terms, by: { $0.parentID ?? "" })
        func branch(_ parent: String, _ depth: Int) -> [(value: String, label: String)] {
            guard depth < 6 else { return [] }
            return (children[parent] ?? []).flatMap { term in
                [(term.id, String(repeating: "– ", count: depth) + language.of(term.name))] + branch(term.id, depth + 1)
            }
        }
        return branch("", 0)
    }

    // MARK: Units served

    private func areas(_ form: EditFormBuilder) -> TemplateValues {
        let phrases = Phrases(language)
        let rows = fields.rows(InstitutionField.area)
        return section(
            "obszar", say("Obszar działania", "Area served"), help: say("Gminy, powiaty lub województwa, które obsługujecie.", "Gminas, powiats or voivodeships that you serve."),
            [
                "groups": rows.enumerated().map { number, row -> TemplateValues in
                    let field = InstitutionField.Area(row)
                    let context = say("Jednostka", "Unit") + " \(number + 1)"
                    return templateValues([
                        "part": field.part, "legend": [context, fields.line(field.unit)].filter { !$0.isEmpty }.joined(separator: ": "), "isOpen": true, "isPlain": true,
                        "removeAction": "usun:\(InstitutionField.area):\(row)",
                        "rowFields": [
                            form.line(field.unit, say("Gmina, powiat lub województwo", "Gmina, powiat or voivodeship"), within: context, units: "any"),
                            form.select(field.basis, say("Z\u{A0}czego wynika", "On what ground"), ServedArea.Basis.allCases.map { ($0.rawValue, phrases.basis($0)) }, within: context),
                        ],
                    ])
                },
                "addAction": "dodaj:\(InstitutionField.area)", "addText": say("Dodaj jednostkę", "Add a unit"),
                "afterFields": [form.line(InstitutionField.areaNote, say("Uwaga do obszaru", "Note on the area"))],
            ])
    }
}
