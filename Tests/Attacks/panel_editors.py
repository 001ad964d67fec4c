# SPDX-License-Identifier: Apache-2.0
"""Editors in the panel, several of them at work on the same entry: what the server said is saved has to be in the history and, if it was
the last, in the entry."""

import html.parser
import json
import pathlib
import re
import sys
import threading
import time
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))

import signed_in  # noqa: E402

# An account may send 240 forms in a minute.
SHORTEST_TURN_SECONDS = 0.3


class Entry:
    """What is edited: its form, who may, and fields of it with their names in the history and in the API."""

    def __init__(self, kind, id, form, api, institution, fields):
        self.kind, self.id, self.institution, self.fields = kind, id, institution, fields
        self.form = f"{form}/{id}"
        self.api = f"{api}/{id}"


def institution(id):
    return Entry("institution", id, "/panel/instytucje", "/api/v1/institutions", id, {"uwagi": ("note", None), "obszar-uwagi": ("area_note", "serves_note")})


def agreement(id, party):
    return Entry("agreement", id, "/panel/porozumienia", "/api/v1/agreements", party, {"note": ("note", "note"), "risks": ("risks", "risks")})


ENTRIES = [
    institution("mops-ostrowiec"), institution("pup-olkusz"), institution("rjps-2899"),
    agreement("wspolna-sprawa-ostrowiec", "mops-ostrowiec"), agreement("partnerstwo-klucze-2014", "pup-olkusz"),
]


class PageForm(html.parser.HTMLParser):
    """The fields of the form `edit-form`, as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.fields = []
        self.is_inside = False
        self.text_of = self.select = self.chosen = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.is_inside = attributes.get("id") == "edit-form"
        if not self.is_inside:
            return
        name, value = attributes.get("name"), attributes.get("value") or ""
        if tag == "input" and name and (attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes):
            self.fields.append((name, value))
        elif tag == "textarea" and name:
            self.text_of = name
            self.fields.append((name, ""))
        elif tag == "select":
            self.select, self.chosen = name, None
        elif tag == "option" and self.select and (self.chosen is None or "selected" in attributes):
            self.chosen = value

    def handle_data(self, data):
        if self.text_of:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.text_of:
            name, text = self.fields[-1]
            # Browsers send other line breaks than pages have.
            self.fields[-1] = (name, text.replace("\n", "\r\n"))
            self.text_of = None
        elif tag == "select" and self.select:
            self.fields.append((self.select, self.chosen or ""))
            self.select = None
        elif tag == "form":
            self.is_inside = False

    def value(self, name):
        return dict(self.fields).get(name)

    def filled(self, name, text, action):
        return urllib.parse.urlencode([(each, text if each == name else value) for each, value in self.fields] + [("_akcja", action)])


class Newsroom:
    """Some editors for every entry, and what they were told is saved."""

    def __init__(self, folder, editors=3):
        self.reader = signed_in.session(folder, "administrator", name="Administrator")
        self.seats = [(entry, seat, f"Redaktor {entry.id} {seat}", signed_in.session(folder, "editor", entry.institution, name=f"Redaktor {entry.id} {seat}"))
                      for entry in ENTRIES for seat in range(editors)]
        self.lock = threading.Lock()
        # Of each entry: number of the change → field, words, author.
        self.acknowledged = {entry: {} for entry in ENTRIES}

    def threads(self, client, ledger, span):
        """`client(cookie)` is a connection of somebody signed in."""
        return [threading.Thread(target=self.edit, args=(client(cookie), ledger, span, entry, seat, author)) for entry, seat, author, cookie in self.seats]

    def edit(self, client, ledger, span, entry, seat, author):
        """Writes into a field of the entry that is shared with others; whoever is in conflict with them reads again."""
        number = 0
        # Two of three have the same field, the third another one of the same entry: both changes must come together.
        field = list(entry.fields)[seat % 3 == 2]
        while not span.is_over():
            began = time.monotonic()
            status, text = client.ask(f"{entry.kind} form", "GET", entry.form, headers={"Accept": "text/html"})
            form = PageForm(text.decode()) if status == 200 else None
            if form is None or form.value("_token") is None:
                ledger.fault(f"GET {entry.form}: {status} {text[:300]!r}")
                time.sleep(SHORTEST_TURN_SECONDS)
                continue
            number += 1
            words = f"{author}, wpis {number}"
            status, text = client.ask(f"{entry.kind} write", "POST", entry.form, form.filled(field, words, "zapisz"), headers={"Accept": "text/html"})
            if status == 303:
                saved = re.search(r"zapisano=(\d+)", client.location or "")
                if not saved:
                    ledger.fault(f"POST {entry.form}: to {client.location}, which names no change")
                else:
                    with self.lock:
                        self.acknowledged[entry][int(saved[1])] = (field, words, author)
            elif status != 409:
                ledger.fault(f"POST {entry.form}: {status} {text[:300]!r}")
            time.sleep(max(0, SHORTEST_TURN_SECONDS - (time.monotonic() - began)))

    def lost_writes(self, client):
        """What the history, the entry and the API say now against what was acknowledged."""
        client = client(self.reader)
        for entry, written in self.acknowledged.items():
            _, text = client.ask("history", "GET", f"/api/v1/revisions?kind={entry.kind}&document={entry.id}&limit=5000")
            changes = {change["number"]: change for change in json.loads(text)["revisions"]}
            if set(changes) != set(written):
                yield f"{entry.form}: changes {sorted(set(changes) - set(written))} were made unsaid, {sorted(set(written) - set(changes))} were lost"
                continue
            last = {}
            for number, (field, words, author) in sorted(written.items()):
                change, name = changes[number], entry.fields[field][0]
                if change["author"]["name"] != author or change["fields"] != [name] or change["after"].get(name) != words:
                    yield f"{entry.form}: change {number} is {change['fields']} of {change['author']['name']}, not “{words}” in {name}"
                # Each goes on where the one before it ended: nobody's words are written over unseen.
                if field in last and change["before"].get(name) != last[field]:
                    yield f"{entry.form}: change {number} says that “{change['before'].get(name)}” was there before, and not “{last[field]}”"
                last[field] = words
            _, text = client.ask("form", "GET", entry.form, headers={"Accept": "text/html"})
            form = PageForm(text.decode())
            _, text = client.ask("read", "GET", entry.api)
            public = json.loads(text)
            for field, words in last.items():
                if form.value(field) != words:
                    yield f"{entry.form}: “{words}” was saved last in {field}, and “{form.value(field)}” is there"
                if (key := entry.fields[field][1]) and public[key] != words:
                    yield f"{entry.api}: “{words}” was saved last, and {key} is “{public[key]}”"
