import { answered, api, idempotencyKey, type Schemas } from "./client";

export type Story = Schemas["Story"];
export type StorySummary = Schemas["StorySummary"];
export type Page = Schemas["Page"];
export type Job = Schemas["Job"];
export type JobProgress = Schemas["JobProgress"];
export type NewStory = Schemas["NewStory"];
export type StoryEstimate = Schemas["StoryEstimate"];
export type PageOrder = Schemas["PageOrder"];
export type WordTime = Schemas["WordTime"];
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

/** What the story would cost; nothing is stored and nothing spent. */
export const estimateStory = (body: NewStory, signal?: AbortSignal) =>
  answered(api.POST("/api/v1/stories/estimate", { body, signal }));

/** Starts a job that makes a part of one page anew. */
export const regeneratePage = (id: string, number: number, body: PageOrder) =>
  answered(
    api.POST("/api/v1/stories/{id}/pages/{number}/regenerate", {
      body,
      params: { path: { id, number }, header: { "Idempotency-Key": idempotencyKey() } },
    }),
  );

/** The jobs that make single pages of a story anew, newest first. */
export const listPageJobs = (story_id: string) =>
  answered(
    api.GET("/api/v1/jobs", {
      params: { query: { story_id, kind: "regenerate_page", limit: 40 } },
    }),
  );

/** Deletes the story and its files. */
export const deleteStory = (id: string) =>
  answered(api.DELETE("/api/v1/stories/{id}", { params: { path: { id } } }));

/** A job with its steps. */
export const getJob = (id: string) =>
  answered(api.GET("/api/v1/jobs/{id}", { params: { path: { id } } }));

/** How far a job is, without its steps. */
export const getJobProgress = (id: string) =>
  answered(api.GET("/api/v1/jobs/{id}/status", { params: { path: { id } } }));

/** Stops the job; finished pages stay. */
export const cancelJob = (id: string) =>
  answered(api.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } }));

/** Goes on from the last checkpoint, with another limit if one is given. */
export const resumeJob = (id: string, max_cost_usd?: number) =>
  answered(
    api.POST("/api/v1/jobs/{id}/resume", {
      params: { path: { id } },
      ...(max_cost_usd === undefined ? {} : { body: { max_cost_usd } }),
    }),
  );

/** Where the book can be downloaded; the cookie lets it through. */
export const pdfAddress = (id: string) => `/api/v1/stories/${encodeURIComponent(id)}/export/pdf`;

/** Whether a story, or a job, is being made. */
export const isUnderway = (status: StoryStatus | Job["status"]) =>
  status === "queued" || status === "running";

/** Whether the story can be read to its end. */
export const isReadable = (status: StoryStatus) =>
  status === "completed" || status === "completed_with_gaps";

/** How a story stopped short of a whole book; `null` when it did not. */
export function endedAs(
  status: StoryStatus,
): Exclude<StoryStatus, "queued" | "running" | "completed"> | null {
  return status === "queued" || status === "running" || status === "completed" ? null : status;
}

/** Addresses are signed anew in every answer; an unchanged file keeps its first one, so that no picture flickers and
 * no voice begins again. */
export function keepAddresses(before: Story | null, after: Story): Story {
  if (before?.id !== after.id) return after;
  const old = new Map(before.pages.map((page) => [page.number, page]));
  const pages = after.pages.map((page) => ({
    ...page,
    image_url: kept(old.get(page.number)?.image_url, page.image_url),
    audio_url: kept(old.get(page.number)?.audio_url, page.audio_url),
  }));
  return { ...after, pages };
}

function kept<Address extends string | null | undefined>(before: Address, after: Address): Address {
  return before && after && file(before) === file(after) ? before : after;
}

function file(address: string): string {
  return address.split("?", 1)[0] ?? address;
}
