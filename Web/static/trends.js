// SPDX-License-Identifier: Apache-2.0
// Line charts of a unit's profile. Each has its table twin below; forecasts are dashed.

import { formatNumber, formatPeriod, readJSON, texts } from './map/format.js';

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

function draw(canvas) {
  const { labels, values, forecast, decimals, unit } = readJSON(canvas.dataset.series);
  const accent = token('--accent');
  const soft = token('--ink-soft');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const number = (value) => `${formatNumber(value, decimals)}${unit === '%' ? '%' : ''}`;
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: labels.map(formatPeriod),
      datasets: [{
        data: values, label: texts.chartValue, borderColor: accent, borderWidth: 2.5, tension: 0, spanGaps: false,
        pointRadius: values.length > 24 ? 0 : 3, pointHoverRadius: 6, pointHitRadius: 12,
        pointBackgroundColor: values.map((_, index) => (forecast[index] ? '#ffffff' : accent)), pointBorderColor: accent,
        segment: { borderDash: ({ p1DataIndex }) => (forecast[p1DataIndex] ? [5, 4] : undefined) },
      }],
    },
    options: {
      animation: calm ? false : { duration: 300 }, maintainAspectRatio: false, interaction: { mode: 'index', intersect: false },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: ([{ label, dataIndex }]) => (forecast[dataIndex] ? `${label} (${texts.forecast})` : label),
            label: ({ parsed }) => number(parsed.y),
          },
        },
      },
      scales: {
        x: { grid: { display: false }, ticks: { color: soft, maxRotation: 0, autoSkipPadding: 12 } },
        y: { grid: { color: token('--line') }, border: { display: false }, ticks: { color: soft, maxTicksLimit: 5, callback: (value) => formatNumber(value, decimals) } },
      },
    },
  });
}

const charts = [...document.querySelectorAll('.trend-chart')].map(draw);
addEventListener('beforeprint', () => charts.forEach((chart) => chart.resize(520, 190)));
addEventListener('afterprint', () => charts.forEach((chart) => chart.resize()));
