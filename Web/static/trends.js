// SPDX-License-Identifier: Apache-2.0
// Line charts of a unit's profile. Each has its table twin below; forecasts are dashed.

import { formatNumber, formatPeriod, readJSON, texts } from './map/format.js';

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A period's place on a time axis in years, so that five years are five times as long as one. */
function yearOf(period) {
  const [year, month = 1, day = 1] = period.split('-').map(Number);
  return year + (month - 1) / 12 + (day - 1) / 366;
}

function draw(canvas) {
  const { labels, values, forecast, decimals, unit } = readJSON(canvas.dataset.series);
  const accent = token('--accent');
  const soft = token('--ink-soft');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const number = (value) => `${formatNumber(value, decimals)}${unit === '%' ? '%' : ''}`;
  return new Chart(canvas, {
    type: 'line',
    data: {
      datasets: [{
        data: values.map((value, index) => ({ x: yearOf(labels[index]), y: value })), label: texts.chartValue, borderColor: accent, borderWidth: 2.5, tension: 0, spanGaps: false,
        pointRadius: values.length > 24 ? 0 : 3, pointHoverRadius: 6, pointHitRadius: 12,
        pointBackgroundColor: values.map((_, index) => (forecast[index] ? '#ffffff' : accent)), pointBorderColor: accent,
        segment: { borderDash: ({ p1DataIndex }) => (forecast[p1DataIndex] ? [5, 4] : undefined) },
      }],
    },
    options: {
      animation: calm ? false : { duration: 300 }, maintainAspectRatio: false, interaction: { mode: 'nearest', axis: 'x', intersect: false },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: ([{ dataIndex }]) => formatPeriod(labels[dataIndex]) + (forecast[dataIndex] ? ` (${texts.forecast})` : ''),
            label: ({ parsed }) => number(parsed.y),
          },
        },
      },
      scales: {
        x: {
          type: 'linear', grid: { display: false }, min: Math.floor(yearOf(labels[0])), max: Math.ceil(yearOf(labels.at(-1))),
          ticks: { color: soft, maxRotation: 0, autoSkipPadding: 12, precision: 0, callback: String },
        },
        y: { grid: { color: token('--line') }, border: { display: false }, ticks: { color: soft, maxTicksLimit: 5, callback: (value) => formatNumber(value, decimals) } },
      },
    },
  });
}

const charts = [...document.querySelectorAll('.trend-chart')].map(draw);
addEventListener('beforeprint', () => charts.forEach((chart) => chart.resize(520, 190)));
addEventListener('afterprint', () => charts.forEach((chart) => chart.resize()));
