// SPDX-License-Identifier: Apache-2.0
// Numbered markers that would cover one another, gathered into one.

/** A marker's width with a little air, in pixels. */
const apartPixels = 24;
const exactPrecisions = ['address', 'street'];

export const isExact = (precision) => exactPrecisions.includes(precision);

/** `3`, `1, 4`, `2–5`, `1…9`: the numbers of a group, short enough for a marker. */
export function groupLabel(numbers) {
  if (numbers.length === 1) return numbers[0];
  const first = numbers[0];
  const last = numbers.at(-1);
  if (Number(last) - Number(first) === numbers.length - 1) return numbers.length === 2 ? `${first}, ${last}` : `${first}–${last}`;
  return numbers.length === 2 ? `${first}, ${last}` : `${first}…${last}`;
}

/**
 * @param {{id: string, number: string, precision: string, coordinates: [number, number]}[]} hits in the order of the list
 * @param {(coordinates: [number, number]) => {x: number, y: number}} project
 * @returns {{label: string, ids: string, exact: boolean, length: number, coordinates: [number, number]}[]}
 */
export function groupHits(hits, project) {
  const groups = [];
  for (const hit of hits) {
    const at = project(hit.coordinates);
    const near = groups.find((group) => Math.hypot(group.at.x - at.x, group.at.y - at.y) < apartPixels);
    if (near) near.members.push(hit);
    else groups.push({ at, members: [hit] });
  }
  return groups.map(({ members }) => {
    const label = groupLabel(members.map(({ number }) => number));
    return {
      label, ids: members.map(({ id }) => id).join(' '), exact: members.every(({ precision }) => isExact(precision)),
      length: label.length, coordinates: members[0].coordinates,
    };
  });
}
