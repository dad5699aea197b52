const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The id in what somebody pasted: an id, or the address of a story's page; `null` when there is none. */
export const storyIdOf = (pasted: string): string | null =>
  UUID.exec(pasted)?.[0]?.toLowerCase() ?? null;
