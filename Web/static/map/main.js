// SPDX-License-Identifier: Apache-2.0
// Start of the map page: makes the widgets and ties them together.

import { connectActions } from './actions.js';
import { fetchIndicators } from './api.js';
import { AtlasMap, hasWebGL } from './atlas-map.js';
import { AtlasPage } from './atlas-page.js';
import { MainControls } from './controls.js';
import { element, readJSON, texts } from './format.js';
import { Legend } from './legend.js';
import { Messages, Tooltip } from './messages.js';
import { UnitPanel } from './panel.js';
import { IndicatorPicker } from './picker.js';
import { Timeline } from './slider.js';
import { StateInAddress, positionInHash, writePosition } from './state.js';
import { StyleForm } from './style-form.js';
import { UnitTable } from './table.js';

const initial = readJSON('page-state');
const container = document.getElementById('map');
const messages = new Messages();
const state = new StateInAddress(initial);
const position = positionInHash();
let page;

function makeMap() {
  if (!hasWebGL()) return null;
  try {
    return new AtlasMap(container, {
      level: state.current.level, texts, colors: initial.colors, position, bounds: initial.bounds,
      onHover: (terc, point) => page?.hover(terc, point),
      onSelect: (terc) => page?.select(terc),
      onMove: (where) => {
        writePosition(where);
        page?.controls.showAddress();
      },
    });
  } catch {
    return null;
  }
}

/** Without WebGL the map is the server's picture; table, legend and controls work as ever. */
function showStaticMap() {
  container.dataset.state = 'no-webgl';
  container.replaceChildren(
    element('img', { className: 'static-map', src: container.dataset.staticMap, alt: '', width: 900, height: 860 }),
    element('p', { className: 'no-webgl-note' }, texts.noWebGL));
}

async function start() {
  const map = makeMap();
  if (!map) showStaticMap();
  const change = (part) => page.change(part);
  const indicators = await fetchIndicators();
  const announce = (text, shown) => messages.announce(text, shown);
  const controls = new MainControls(change, state);
  controls.picker = new IndicatorPicker(document.getElementById('indicator'), indicators, (indicator) => change({ indicator }), announce);
  page = new AtlasPage({
    state, indicators, regions: initial.regions, hasBounds: Boolean(initial.bounds), map, messages, controls,
    legend: new Legend(),
    tooltip: new Tooltip(),
    form: new StyleForm(change, () => page.legend_?.breaks ?? []),
    table: new UnitTable({
      onSelect: (terc) => page.select(terc, { fly: true }),
      onHover: (terc) => page.hover(terc),
      announce,
    }),
    timeline: new Timeline({ onChange: (period, playing) => page.showPeriod(period, playing), onStop: () => page.stopPlaying() }),
    panel: new UnitPanel({ onClose: () => page.select('') }),
  });
  connectActions({
    announce,
    onReset: () => {
      map?.fit(null);
      return page.change({ ...state.read(''), period: '' });
    },
    snapshot: map && ((canvas) => map.snapshot(canvas)),
  });
  addEventListener('popstate', () => {
    // The hash alone changes when someone edits the position in the address bar.
    map?.jumpTo(positionInHash());
    const next = state.read(location.search);
    if (state.query(next) !== state.query()) page.change(next, { replace: true, keepPosition: Boolean(positionInHash()) });
  });
  await page.load({ keepPosition: Boolean(position) });
  if (!map) container.dataset.ready = 'true';
}

start().catch((error) => {
  messages.failed(error, () => location.reload());
});
