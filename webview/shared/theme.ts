/** A colour of the theme in use, as CSS has it. */
export function themeColour(name: string, fallback = '#808080'): string {
  return getComputedStyle(document.body).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** A colour of a theme, which is `#rgb`, `#rrggbb`, `#rrggbbaa` or `rgb(…)`, made see-through: 0 to 1. */
export function withAlpha(colour: string, alpha: number): string {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour);
  const hex = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : colour;
  const parts = hex.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
    : (hex.match(/[\d.]+/g) ?? []).slice(0, 3);
  return `rgba(${parts.join(', ')}, ${alpha})`;
}

export function isHighContrast(): boolean {
  return (
    document.body.classList.contains('vscode-high-contrast') ||
    document.body.classList.contains('vscode-high-contrast-light')
  );
}

export function isLight(): boolean {
  return (
    document.body.classList.contains('vscode-light') || document.body.classList.contains('vscode-high-contrast-light')
  );
}

/** Calls when another theme is chosen. */
export function onThemeChange(draw: () => void): void {
  new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}

/** A colour for a place from 0 to 1 along a scale that keeps its order without colour too (from viridis). */
export function scaleColour(place: number): string {
  const stops = isLight()
    ? [
        [68, 1, 84],
        [59, 82, 139],
        [33, 145, 140],
        [53, 160, 70],
        [170, 150, 0],
      ]
    : [
        [150, 110, 220],
        [90, 130, 230],
        [40, 175, 170],
        [100, 205, 95],
        [253, 231, 37],
      ];
  const at = Math.max(0, Math.min(1, place)) * (stops.length - 1);
  const [low, high] = [stops[Math.floor(at)]!, stops[Math.ceil(at)]!];
  const mix = low.map((value, i) => Math.round(value + (high[i]! - value) * (at - Math.floor(at))));
  return `rgb(${mix.join(', ')})`;
}

export function reducedMotion(): boolean {
  return (
    window.matchMedia('(prefers-reduced-motion: reduce)').matches ||
    document.body.classList.contains('vscode-reduce-motion')
  );
}
