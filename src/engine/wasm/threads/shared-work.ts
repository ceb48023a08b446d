// How a process's threads share out work: the thread that has some writes down the kernel calls of each part, opens
// them, and every thread takes parts until none is left. Which thread takes which depends on the machine's load; what is
// computed does not.

/** Words of the control block: parts not taken yet, parts done, the memory they work in, and whether a thread failed. */
export const LEFT = 0;
export const DONE = 1;
export const MEMORY = 2;
export const FAILED = 3;
/** From here on, the number of calls of each part. */
export const CALLS = 4;

/** A kernel's number and as many arguments as the longest list has. */
const CALL_NUMBERS = 14;
/** A part of more calls is not written down. */
export const MOST_CALLS = 4096;
/** Looks at a word before a thread that waits for another goes to sleep: some 30 µs. */
export const SPINS = 20_000;
/** The same of a helper without work: what follows within some 0.3 ms, as does the next step, finds it awake. */
export const IDLE_SPINS = 200_000;

export interface SharedWork {
  control: Int32Array<SharedArrayBuffer>;
  /** [parts, MOST_CALLS, CALL_NUMBERS] */
  calls: Float64Array<SharedArrayBuffer>;
}

export function createSharedWork(parts: number): SharedWork {
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * (CALLS + parts))),
    calls: new Float64Array(new SharedArrayBuffer(8 * parts * MOST_CALLS * CALL_NUMBERS)),
  };
}

export type KernelCall = (...args: readonly number[]) => void;

/** The module's functions in its own order, which is the same in every instance. */
export function kernelFunctions(exports: object): [name: string, call: KernelCall][] {
  return Object.entries(exports).filter((entry): entry is [string, KernelCall] => typeof entry[1] === 'function');
}

/** Takes a part that no other thread has, or -1. */
export function takePart(control: Int32Array): number {
  for (;;) {
    const left = Atomics.load(control, LEFT);
    if (left <= 0) return -1;
    if (Atomics.compareExchange(control, LEFT, left, left - 1) === left) return left - 1;
  }
}

/** Runs the calls of a part in order. */
export function runPart({ control, calls }: SharedWork, functions: readonly KernelCall[], part: number): void {
  let at = part * MOST_CALLS * CALL_NUMBERS;
  const end = at + control[CALLS + part]! * CALL_NUMBERS;
  for (; at < end; at += CALL_NUMBERS)
    functions[calls[at]!]!(
      calls[at + 1]!,
      calls[at + 2]!,
      calls[at + 3]!,
      calls[at + 4]!,
      calls[at + 5]!,
      calls[at + 6]!,
      calls[at + 7]!,
      calls[at + 8]!,
      calls[at + 9]!,
      calls[at + 10]!,
      calls[at + 11]!,
      calls[at + 12]!,
      calls[at + 13]!,
    );
}

/** Writes calls down in place of running them. */
export interface Recorder<Calls> {
  calls: Calls;
  begin(part: number): void;
  /** Whether the calls since `begin` are written down; where there are too many, none is. */
  end(): boolean;
}

/** `Calls` are the functions of the module, `functions` their list. */
export function createRecorder<Calls>(
  { control, calls }: SharedWork,
  functions: readonly [name: string, call: KernelCall][],
): Recorder<Calls> {
  let [part, first, next] = [0, 0, 0];
  const record = (kernel: number): KernelCall =>
    // As many parameters as a call has numbers: collecting them in an array would cost more than the call itself.
    ((a, b, c, d, e, f, g, h, i, j, k, l, m) => {
      if (next - first < MOST_CALLS * CALL_NUMBERS) {
        calls[next] = kernel;
        calls[next + 1] = a!;
        calls[next + 2] = b!;
        calls[next + 3] = c!;
        calls[next + 4] = d!;
        calls[next + 5] = e!;
        calls[next + 6] = f!;
        calls[next + 7] = g!;
        calls[next + 8] = h!;
        calls[next + 9] = i!;
        calls[next + 10] = j!;
        calls[next + 11] = k!;
        calls[next + 12] = l!;
        calls[next + 13] = m!;
      }
      next += CALL_NUMBERS;
    }) satisfies KernelCall;
  return {
    calls: Object.fromEntries(functions.map(([name], kernel) => [name, record(kernel)])) as Calls,
    begin(which) {
      part = which;
      first = next = part * MOST_CALLS * CALL_NUMBERS;
    },
    end() {
      const count = (next - first) / CALL_NUMBERS;
      const whole = count <= MOST_CALLS;
      control[CALLS + part] = whole ? count : 0;
      return whole;
    },
  };
}
