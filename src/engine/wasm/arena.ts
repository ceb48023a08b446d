const PAGE = 65536;
/** wasm's 32-bit memory ends here. */
const MOST = 4 * 1024 ** 3;

/** A stretch of the module's memory. `view` is there once the arena is committed. */
export interface Floats {
  readonly address: number;
  readonly length: number;
  readonly view: Float32Array;
}

export interface Integers {
  readonly address: number;
  readonly length: number;
  readonly view: Int32Array;
}

export interface Doubles {
  readonly address: number;
  readonly length: number;
  readonly view: Float64Array;
}

/** Lays buffers out one after the other, then grows the memory once: growing later would detach their views. */
export interface Arena {
  floats(length: number): Floats;
  integers(length: number): Integers;
  doubles(length: number): Doubles;
  /** Throws a RangeError where the buffers exceed what a wasm memory can hold. */
  commit(): void;
}

export function createArena(memory: WebAssembly.Memory, start: number): Arena {
  let next = start;
  const views: (() => void)[] = [];
  const take = (length: number): number => {
    const address = next;
    next += (length * 4 + 15) & ~15;
    return address;
  };
  return {
    floats(length) {
      const address = take(length);
      const buffer = { address, length, view: new Float32Array() };
      views.push(() => (buffer.view = new Float32Array(memory.buffer, address, length)));
      return buffer;
    },
    integers(length) {
      const address = take(length);
      const buffer = { address, length, view: new Int32Array() };
      views.push(() => (buffer.view = new Int32Array(memory.buffer, address, length)));
      return buffer;
    },
    doubles(length) {
      const address = take(2 * length);
      const buffer = { address, length, view: new Float64Array() };
      views.push(() => (buffer.view = new Float64Array(memory.buffer, address, length)));
      return buffer;
    },
    commit() {
      if (next > MOST)
        throw new RangeError(
          `The network needs ${Math.ceil(next / 2 ** 20)} MB for one batch, more than the 4096 MB the wasm engine can address: choose a smaller batch size or hidden size.`,
        );
      const pages = Math.ceil(next / PAGE) - memory.buffer.byteLength / PAGE;
      if (pages > 0) memory.grow(pages);
      for (const attach of views) attach();
    },
  };
}
