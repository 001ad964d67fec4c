# SPDX-License-Identifier: Apache-2.0
"""Calendars of agreements as the library of many calendar programs reads them, and working days beside an independent calendar
of Polish holidays."""

import datetime

import holidays
import icalendar
import pytest


def read(service, path):
    answer = service.get(path)
    assert answer.status == 200, f"{path}: {answer.status} {answer.body[:300]}"
    assert answer.type == "text/calendar"
    assert all(len(line) <= 75 for line in answer.body.split(b"\r\n"))
    assert answer.body.count(b"\n") == answer.body.count(b"\r\n")
    calendar = icalendar.Calendar.from_ical(answer.body)
    assert not calendar.errors and all(not part.errors for part in calendar.walk())
    assert "METHOD" not in calendar
    return calendar


# The embedded agreements, among them the programme of Warsaw and Bielany of 2014, to the last day of that year.
FEED = "/porozumienia/kalendarz.ics?day=2014-10-15&dni=120"


def test_the_feed_has_whole_days_and_reminders(service):
    events = list(read(service, FEED).walk("VEVENT"))
    assert len({event["UID"] for event in events}) == len(events) > 0
    ending = [event for event in events if event.decoded("DTSTART") == datetime.date(2014, 12, 31) and event["STATUS"] == "CONFIRMED"]
    assert ending
    for event in ending:
        assert event.decoded("DTEND") == datetime.date(2015, 1, 1)
        alarms = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
        assert alarms == [datetime.timedelta(days=-days) for days in (60, 30, 7)]
        # 60 days before the last day: the reminder that a coordinator waits for.
        assert event.decoded("DTSTART") + alarms[0] == datetime.date(2014, 11, 1)
    for event in events:
        assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(days=1)
        assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP")


def test_the_feed_is_the_same_as_long_as_the_data_are(service):
    assert service.get(FEED).body == service.get(FEED).body
    tagged = service.get(FEED)
    assert service.get(FEED, {"If-None-Match": tagged.headers["ETag"]}).status == 304


def test_a_reminder_can_be_an_entry_of_its_own(service):
    plain = {event["UID"] for event in read(service, FEED).walk("VEVENT")}
    both = {event["UID"]: event for event in read(service, FEED + "&wpisy=1&przypomnienie=90").walk("VEVENT")}
    assert plain < set(both)
    entries = [event for uid, event in both.items() if uid not in plain]
    days = {event.decoded("DTSTART") for event in entries}
    assert datetime.date(2014, 10, 2) in days


def test_the_dates_of_an_event_are_a_calendar(service):
    calendar = read(service, "/porozumienia/terminy.ics?zdarzenie=2026-12-22")
    dates = [event.decoded("DTSTART") for event in calendar.walk("VEVENT")]
    assert dates == [datetime.date(2026, 12, 15), datetime.date(2026, 12, 29), datetime.date(2027, 1, 5), datetime.date(2027, 1, 5)]


@pytest.mark.parametrize("year", range(2011, 2036))
def test_working_days_are_those_of_an_independent_calendar(service, year):
    """A deadline of 250 days after, and one before, names every day off on its way: together they cover the year."""
    known = holidays.country_holidays("PL", years=range(year - 1, year + 3))

    def is_off(day):
        return day.weekday() >= 5 or day in known

    for direction, step, start in [("po", 1, datetime.date(year - 1, 12, 31)), ("przed", -1, datetime.date(year + 1, 1, 1))]:
        path = f"/api/v1/working-days?zdarzenie={start}&dni_robocze=250&kierunek={direction}"
        deadline = service.json(path)["deadlines"][0]
        day, counted, skipped = start, 0, []
        while counted < 250:
            day += datetime.timedelta(days=step)
            if is_off(day):
                skipped.append(day.isoformat())
            else:
                counted += 1
        assert deadline["date"] == day.isoformat()
        assert [item["date"] for item in deadline["skipped"]] == skipped
