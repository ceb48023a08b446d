/** The extension, as a page speaks with it. */
interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): HostApi;

const host = acquireVsCodeApi();

/** Tells the extension. */
export function post<FromPage extends { type: string }>(message: FromPage): void {
  host.postMessage(message);
}

/** Hears the extension, and tells it that the page is ready for everything it shows. */
export function listen<ToPage>(take: (message: ToPage) => void): void {
  // Only the extension can reach this frame.
  window.addEventListener('message', (event) => take(event.data as ToPage));
  post({ type: 'ready' });
}

/** What of the page's own state outlives a reload, such as what is chosen in a box; undefined the first time. */
export function keptState<State>(): State | undefined {
  return host.getState() as State | undefined;
}

/** Keeps these parts of the state beside those that are kept already. */
export function keepState(state: object): void {
  host.setState({ ...keptState<object>(), ...state });
}
