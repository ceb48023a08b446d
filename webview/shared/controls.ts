// The one module that knows the control toolkit, which is no longer developed: another one would go in here.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);

export interface ButtonOptions {
  /** The one that stands out. */
  primary?: boolean;
  disabled?: boolean;
  /** What a screen reader says, where the label alone is too short. */
  label?: string;
  keys?: string;
}

export function button(text: string, press: () => void, options: ButtonOptions = {}): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', options.primary ? 'primary' : 'secondary');
  made.textContent = text;
  if (options.disabled) made.setAttribute('disabled', '');
  if (options.label) made.setAttribute('aria-label', options.label);
  if (options.keys) made.title = options.keys;
  made.addEventListener('click', press);
  return made;
}

/** A choice of one of several; `values` and labels in order. */
export function dropdown<Value extends string>(
  label: string,
  choices: readonly (readonly [Value, string])[],
  chosen: Value,
  choose: (value: Value) => void,
): HTMLElement {
  const made = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  made.setAttribute('aria-label', label);
  for (const [value, text] of choices) {
    const option = document.createElement('vscode-option');
    option.setAttribute('value', value);
    if (value === chosen) option.setAttribute('selected', '');
    option.textContent = text;
    made.append(option);
  }
  made.addEventListener('change', () => choose(made.value as Value));
  return made;
}

export function searchBox(label: string, type: (text: string) => void): HTMLElement {
  const made = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  made.setAttribute('placeholder', label);
  made.setAttribute('aria-label', label);
  made.addEventListener('input', () => type(made.value));
  return made;
}
