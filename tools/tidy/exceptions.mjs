// Files that may break a limit, each with its reason.

/** @type {Map<string, string>} more than 400 lines */
export const LONG_FILES = new Map([]);
