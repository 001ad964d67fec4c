// SPDX-License-Identifier: Apache-2.0

/// The columns of the directory's tables, in the order in which they are written. Readers take them in any order, and by their
/// Polish names too.
enum DirectoryColumns {
    static let institutions = [
        TableColumn("id", "identyfikator", isRequired: true),
        TableColumn("type", "typ", "rodzaj", isRequired: true),
        TableColumn("name", "nazwa", isRequired: true),
        TableColumn("other_names", "inne_nazwy"),
        TableColumn("parent", "jednostka_nadrzędna", "nadrzędna"),
        TableColumn("run_by", "prowadzący", "organ_prowadzący"),
        TableColumn("area", "obszar", "obszar_działania"),
        TableColumn("area_note", "obszar_opis", "uwagi_do_obszaru"),
        TableColumn("street", "ulica"),
        TableColumn("building", "numer_domu", "nr_domu", "numer_budynku"),
        TableColumn("postal_code", "kod_pocztowy"),
        TableColumn("locality", "miejscowość", "miasto"),
        TableColumn("gmina", "teryt_gminy", "terc", "teryt"),
        TableColumn("longitude", "długość_geograficzna", "lon", "geo_long"),
        TableColumn("latitude", "szerokość_geograficzna", "lat", "geo_lat"),
        TableColumn("precision", "dokładność", "geo_precyzja"),
        TableColumn("phones", "telefony", "telefon"),
        TableColumn("emails", "e-maile", "e-mail", "email", "adres_e-mail"),
        TableColumn("website", "strona", "strona_www", "www"),
        TableColumn("coordinator_name", "koordynator", "koordynator_imię_i_nazwisko"),
        TableColumn("coordinator_role", "koordynator_stanowisko", "koordynator_funkcja"),
        TableColumn("coordinator_phone", "koordynator_telefon"),
        TableColumn("coordinator_email", "koordynator_e-mail", "koordynator_email"),
        TableColumn("hours", "godziny", "godziny_pracy", "godziny_otwarcia"),
        TableColumn("description_pl", "opis", "opis_pl"),
        TableColumn("description_en", "opis_en"),
        TableColumn("source", "źródło"),
        TableColumn("record_date", "stan_na", "data_aktualizacji"),
        TableColumn("verified_on", "zweryfikowano", "data_weryfikacji"),
        TableColumn("note", "uwaga", "uwagi"),
    ]

    static let services = [
        TableColumn("institution", "instytucja", isRequired: true),
        TableColumn("service", "usługa", isRequired: true),
        TableColumn("name", "nazwa"),
        TableColumn("description", "opis"),
        TableColumn("targets", "grupy_docelowe", "dla_kogo"),
        TableColumn("eligibility", "warunki", "kto_może_skorzystać"),
        TableColumn("cost", "koszt", "odpłatność"),
        TableColumn("capacity", "liczba_miejsc", "miejsca"),
        TableColumn("free_places", "wolne_miejsca"),
        TableColumn("free_places_on", "wolne_miejsca_na_dzień", "wolne_miejsca_stan_na"),
    ]

    static let locations = [
        TableColumn("institution", "instytucja", isRequired: true),
        TableColumn("name", "nazwa"),
        TableColumn("street", "ulica"),
        TableColumn("building", "numer_domu", "nr_domu", "numer_budynku"),
        TableColumn("postal_code", "kod_pocztowy"),
        TableColumn("locality", "miejscowość", "miasto", isRequired: true),
        TableColumn("gmina", "teryt_gminy", "terc", "teryt"),
        TableColumn("longitude", "długość_geograficzna", "lon", "geo_long"),
        TableColumn("latitude", "szerokość_geograficzna", "lat", "geo_lat"),
        TableColumn("precision", "dokładność", "geo_precyzja"),
        TableColumn("phones", "telefony", "telefon"),
        TableColumn("hours", "godziny", "godziny_pracy", "godziny_otwarcia"),
    ]

    static let sectors = [
        TableColumn("region", "województwo", isRequired: true),
        TableColumn("sector", "sektor", isRequired: true),
        TableColumn("unit", "jednostka", isRequired: true),
        TableColumn("part", "część"),
        TableColumn("gminas", "gminy"),
        TableColumn("source", "źródło", isRequired: true),
    ]

    static let thesaurus = [
        TableColumn("concept", "pojęcie", isRequired: true),
        TableColumn("forms", "formy", "słowa", isRequired: true),
        TableColumn("note", "uwaga", "uwagi"),
    ]

    static let terms = ["id", "kind", "parent", "name_pl", "name_en", "description_pl", "description_en", "related"]
    static let statutory = ["institution_type", "condition", "service", "targets", "legal_basis"]
}
