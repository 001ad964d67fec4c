// SPDX-License-Identifier: Apache-2.0

/** Diagonal hatching for “not applicable”, seamless, as an image for `map.addImage`. */
export function hatchPattern(pixelRatio, background, stroke) {
  const size = 8 * pixelRatio;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  context.fillStyle = background;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = stroke;
  context.lineWidth = 1.1 * pixelRatio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
  }
  context.stroke();
  return context.getImageData(0, 0, size, size);
}
