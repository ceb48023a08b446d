type Child = Node | string;

/** Properties set on a new element; text is always set as text, never as markup. */
interface Settings {
  class?: string;
  id?: string;
  title?: string;
  role?: string;
  label?: string;
  hidden?: boolean;
}

/** Makes an element with its children; strings become text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  settings: Settings = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (settings.class) made.className = settings.class;
  if (settings.id) made.id = settings.id;
  if (settings.title) made.title = settings.title;
  if (settings.role) made.setAttribute('role', settings.role);
  if (settings.label) made.setAttribute('aria-label', settings.label);
  if (settings.hidden) made.hidden = true;
  made.append(...children);
  return made;
}

/** A part of a page under a heading. */
export function section(heading: string, ...children: Child[]): HTMLElement {
  const title = element('h2', {}, heading);
  const part = element('section', {}, title, ...children);
  part.setAttribute('aria-label', heading);
  return part;
}

/** The element that the whole page is shown in. */
export function pageRoot(): HTMLElement {
  return document.getElementById('page')!;
}
