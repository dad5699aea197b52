import { answered, api, idempotencyKey, type Schemas } from "./client";

export type Story = Schemas["Story"];
export type StorySummary = Schemas["StorySummary"];
export type Page = Schemas["Page"];
export type Job = Schemas["Job"];
export type NewStory = Schemas["NewStory"];
export type StoryStatus = Story["status"];

/** One screenful of my stories, newest first. */
export const listStories = (skip = 0, limit = 24) =>
  answered(api.GET("/api/v1/stories", { params: { query: { skip, limit, sort: "-created_at" } } }));

/** A whole story with its pages. */
export const getStory = (id: string) =>
  answered(api.GET("/api/v1/stories/{id}", { params: { path: { id } } }));

/** Stores the story and starts its job. The same key and body give the first answer again. */
export const createStory = (body: NewStory, key = idempotencyKey()) =>
  answered(api.POST("/api/v1/stories", { body, params: { header: { "Idempotency-Key": key } } }));

/** Deletes the story and its files. */
export const deleteStory = (id: string) =>
  answered(api.DELETE("/api/v1/stories/{id}", { params: { path: { id } } }));

/** A job with its steps. */
export const getJob = (id: string) =>
  answered(api.GET("/api/v1/jobs/{id}", { params: { path: { id } } }));

/** Stops the job; finished pages stay. */
export const cancelJob = (id: string) =>
  answered(api.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } }));

/** Goes on from the last checkpoint. */
export const resumeJob = (id: string) =>
  answered(api.POST("/api/v1/jobs/{id}/resume", { params: { path: { id } } }));

/** Where the book can be downloaded; the cookie lets it through. */
export const pdfAddress = (id: string) => `/api/v1/stories/${encodeURIComponent(id)}/export/pdf`;

/** Whether the story is being made. */
export const isUnderway = (status: StoryStatus) => status === "queued" || status === "running";

/** Whether the story can be read to its end. */
export const isReadable = (status: StoryStatus) =>
  status === "completed" || status === "completed_with_gaps";

/** How a story stopped short of a whole book; `null` when it did not. */
export function endedAs(
  status: StoryStatus,
): Exclude<StoryStatus, "queued" | "running" | "completed"> | null {
  return status === "queued" || status === "running" || status === "completed" ? null : status;
}

/** Addresses are signed anew in every answer; an unchanged picture keeps its first one and never flickers. */
export function keepAddresses(before: Story | null, after: Story): Story {
  if (before?.id !== after.id) return after;
  const old = new Map(before.pages.map((page) => [page.number, page.image_url]));
  const pages = after.pages.map((page) => {
    const kept = old.get(page.number);
    return kept && page.image_url && file(kept) === file(page.image_url)
      ? { ...page, image_url: kept }
      : page;
  });
  return { ...after, pages };
}

function file(address: string): string {
  return address.split("?", 1)[0] ?? address;
}
