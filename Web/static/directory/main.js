// SPDX-License-Identifier: Apache-2.0
// Start of the directory page: makes the widgets and ties them together.

import { isPublished } from '../addresses.js';
import { DirectoryPage } from './directory-page.js';
import { FilterPanel } from './filter-panel.js';
import { connectListKeys } from './list-keys.js';
import { MapPanel } from './map-panel.js';
import { connectPicks } from './picks.js';
import { connectPosition } from './position.js';
import { Suggestions } from './suggestions.js';

const filters = new FilterPanel();
const map = new MapPanel({ onArea: (area) => page.searchArea(area) });
const page = new DirectoryPage({
  onResults: () => {
    connectPicks(document.getElementById('results'));
    filters.refresh();
    map.show();
  },
});
new Suggestions(page.input, { onChoose: (url) => page.follow(url) });
connectListKeys();
connectPicks();
filters.refresh();
map.show();
// The file of a published copy is the same for every search: the address is read here.
if (isPublished && location.search) page.load(location.href, { history: 'keep', fillForm: true });
connectPosition(document.getElementById('near-button'), document.getElementById('near-status'), (longitude, latitude) => {
  page.searchArea({ near: `${longitude},${latitude}`, radius: '', sort: 'distance' });
});
