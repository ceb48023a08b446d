/** An error meant for a person: one line that names the file or setting, says what is wrong and what to do. */
export class UserError extends Error {
  override name = 'UserError';
}
