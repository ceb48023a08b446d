const advice: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path.',
  EACCES: 'you may not read it; change its permissions.',
  EPERM: 'you may not read it; change its permissions.',
  EISDIR: 'it is a folder.',
  ENOTDIR: 'it is not a folder; give the folder that holds the poems.',
  EMFILE: 'too many files are open; close other programs.',
  EIO: 'the disk failed to read it; check the disk.',
};

/** What a person should know of an error of the file system, and what to do. */
export function explainFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    advice[code] ?? `${error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error)}; check the file.`
  );
}
