/** Runs in a page before its own scripts: notes when a chart has pixels, or no access is said. */
function look() {
  const isBlank = document.querySelector('[data-testid="no-access"]') !== null;
  if (isBlank || [...document.querySelectorAll("canvas")].some(isPainted))
    document.documentElement.dataset.drawnAt = `${performance.now()}`;
  else requestAnimationFrame(look);
}

function isPainted(canvas) {
  const { width, height } = canvas;
  if (width === 0 || height === 0) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return data.some((value) => value !== 0);
}

requestAnimationFrame(look);
