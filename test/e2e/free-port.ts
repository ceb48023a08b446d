import net from 'node:net';

/** A port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  return listenBriefly(0);
}

export function isPortFree(port: number): Promise<boolean> {
  return listenBriefly(port).then(
    () => true,
    () => false,
  );
}

/** Listens on a port (0: on any that is free) for a moment, and tells which it was. */
function listenBriefly(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
