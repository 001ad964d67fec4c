// SPDX-License-Identifier: Apache-2.0
// Start of the map page: makes the widgets and ties them together.

import { isPublished } from '../addresses.js';
import { connectActions } from './actions.js';
import { AnalysisPanel } from './analysis-panel.js';
import { fetchIndicators } from './api.js';
import { AtlasMap, hasWebGL } from './atlas-map.js';
import { AtlasPage } from './atlas-page.js';
import { MainControls } from './controls.js';
import { element, readJSON, texts } from './format.js';
import { Legend } from './legend.js';
import { Messages, Tooltip } from './messages.js';
import { UnitPanel } from './panel.js';
import { IndicatorPicker } from './picker.js';
import { RelationChart } from './relation.js';
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

/** A file is the same for every address: what a server would have read of it is read here. */
async function takeAddress() {
  const asked = new URLSearchParams(location.search);
  const { levels } = await page.resolve(asked.get('indicator') || state.defaults.indicator);
  const usual = levels.includes('powiat') ? 'powiat' : levels.at(-1);
  state.defaults.level = usual;
  const next = state.read(location.search);
  if (asked.get('method') === 'manual' && !next.breaks) next.method = state.plainStyle.method;
  state.current = next;
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
    legend: new Legend((index) => page.showOnly(index)),
    population: initial.analysis.population?.id ?? '',
    tooltip: new Tooltip(),
    form: new StyleForm(change, () => page.legend_?.breaks ?? []),
    table: new UnitTable({
      onSelect: (terc) => page.select(terc, { fly: true }),
      onHover: (terc) => page.hover(terc),
      announce,
    }),
    timeline: new Timeline({ onChange: (period, playing) => page.showPeriod(period, playing), onStop: () => page.stopPlaying() }),
    analysis: new AnalysisPanel({
      indicators, announce, atlas: initial.analysis,
      resolve: (id) => page.resolve(id),
      onChange: (indicator, options) => change({ indicator }, options),
    }),
    relation: new RelationChart({
      indicators, announce,
      resolve: (id) => page.resolve(id),
      onChoose: (relation) => page.compare(relation),
      onHover: (terc) => page.hover(terc),
      onSelect: (terc) => page.select(terc, { fly: true }),
    }),
    panel: new UnitPanel({ onClose: () => page.select('') }),
  });
  connectActions({
    announce,
    onReset: () => {
      map?.fit(null);
      return page.change({ ...state.read(''), period: '' }, { keepStyle: true });
    },
    snapshot: map && ((canvas) => map.snapshot(canvas)),
  });
  // The chart takes room from the map; a view that the reader chose stays.
  page.relation.root.addEventListener('toggle', () => requestAnimationFrame(() => !location.hash && map?.refit()));
  addEventListener('popstate', async () => {
    // The hash alone changes when someone edits the position in the address bar.
    map?.jumpTo(positionInHash());
    // The style that a measure has by itself must be known before the address can be read.
    const { search } = location;
    await page.resolve(state.read(search).indicator).catch(() => null);
    if (location.search !== search) return;
    const next = state.read(search);
    if (state.query(next) !== state.query()) page.change(next, { replace: true, keepStyle: true, keepPosition: Boolean(positionInHash()) });
  });
  if (isPublished) await takeAddress();
  await page.resolve(state.current.indicator);
  await page.load({ keepPosition: Boolean(position) });
  if (!map) container.dataset.ready = 'true';
}

start().catch((error) => {
  messages.failed(error, () => location.reload());
});
