// SPDX-License-Identifier: Apache-2.0

/// The columns of the tables of knowledge, in the order in which they are written. Readers take them in any order, and by their
/// Polish names too.
enum KnowledgeColumns {
    static let practices = [
        TableColumn("id", "identyfikator", isRequired: true),
        TableColumn("kind", "rodzaj", isRequired: true),
        TableColumn("number", "numer"),
        TableColumn("part_of", "część"),
        TableColumn("name_pl", "nazwa", "nazwa_pl", isRequired: true),
        TableColumn("name_en", "nazwa_en"),
        TableColumn("summary_pl", "streszczenie", "w_skrócie", isRequired: true),
        TableColumn("summary_en", "streszczenie_en"),
        TableColumn("description_pl", "opis", "opis_pl"),
        TableColumn("description_en", "opis_en"),
        TableColumn("conditions_pl", "warunki", "warunki_pl"),
        TableColumn("conditions_en", "warunki_en"),
        TableColumn("problems", "problemy"),
        TableColumn("targets", "grupy_docelowe", "dla_kogo"),
        TableColumn("services", "usługi"),
        TableColumn("lead", "instytucja_wiodąca", "lider"),
        TableColumn("agreements", "porozumienia"),
        TableColumn("materials", "materiały"),
        TableColumn("contact_name", "kontakt", "kontakt_imię_i_nazwisko"),
        TableColumn("contact_role", "kontakt_funkcja"),
        TableColumn("contact_phone", "kontakt_telefon"),
        TableColumn("contact_email", "kontakt_e-mail"),
        TableColumn("source", "źródło", isRequired: true),
        TableColumn("record_date", "stan_na"),
        TableColumn("verified_on", "zweryfikowano"),
        TableColumn("note_pl", "uwaga", "uwagi"),
        TableColumn("note_en", "uwaga_en"),
    ]

    static let results = [
        TableColumn("practice", "praktyka", isRequired: true),
        TableColumn("measure_pl", "miara", "wynik", isRequired: true),
        TableColumn("measure_en", "miara_en"),
        TableColumn("value", "wartość", isRequired: true),
        TableColumn("unit_pl", "jednostka", "jednostka_miary"),
        TableColumn("unit_en", "jednostka_en"),
        TableColumn("period", "okres"),
    ]

    static let places = [
        TableColumn("practice", "praktyka", isRequired: true),
        TableColumn("institution", "instytucja"),
        TableColumn("unit", "jednostka", "terc", "obszar"),
        TableColumn("since", "od"),
        TableColumn("until", "do"),
        TableColumn("note_pl", "uwaga", "uwagi"),
        TableColumn("note_en", "uwaga_en"),
    ]

    static let recommendations = [
        TableColumn("id", "identyfikator", isRequired: true),
        TableColumn("report", "raport", isRequired: true),
        TableColumn("number", "numer", isRequired: true),
        TableColumn("text_pl", "treść", "rekomendacja", isRequired: true),
        TableColumn("text_en", "treść_en"),
        TableColumn("addressee_pl", "adresat"),
        TableColumn("addressee_en", "adresat_en"),
        TableColumn("answer", "odpowiedź"),
        TableColumn("respondent_pl", "kto_odpowiada"),
        TableColumn("respondent_en", "kto_odpowiada_en"),
        TableColumn("explanation_pl", "uzasadnienie"),
        TableColumn("explanation_en", "uzasadnienie_en"),
        TableColumn("record_date", "stan_na"),
        TableColumn("note_pl", "uwaga", "uwagi"),
        TableColumn("note_en", "uwaga_en"),
    ]

    static let progress = [
        TableColumn("recommendation", "rekomendacja", isRequired: true),
        TableColumn("institution", "instytucja"),
        TableColumn("unit", "jednostka", "terc", "obszar"),
        TableColumn("status", "stan", isRequired: true),
        TableColumn("date", "data", "dnia", isRequired: true),
        TableColumn("note_pl", "uwaga", "uwagi"),
        TableColumn("note_en", "uwaga_en"),
    ]

    static let leaders = [
        TableColumn("id", "identyfikator", isRequired: true),
        TableColumn("name", "imię_i_nazwisko"),
        TableColumn("function_pl", "funkcja", isRequired: true),
        TableColumn("function_en", "funkcja_en"),
        TableColumn("institution", "instytucja"),
        TableColumn("field_pl", "dziedzina", isRequired: true),
        TableColumn("field_en", "dziedzina_en"),
        TableColumn("problems", "problemy"),
        TableColumn("area", "obszar"),
        TableColumn("phone", "telefon"),
        TableColumn("email", "e-mail"),
        TableColumn("consent_on", "zgoda_z_dnia", isRequired: true),
        TableColumn("source", "źródło", isRequired: true),
        TableColumn("record_date", "stan_na"),
    ]
}
