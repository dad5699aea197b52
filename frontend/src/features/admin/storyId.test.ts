import { expect, it } from "vitest";
import { storyIdOf } from "./storyId";

it("finds the story in what somebody pasted", () => {
  const id = "019aa3de-3fc1-7cc3-9d0a-5b1a0f6f8f11";
  const pasted = [id, ` ${id.toUpperCase()} `, `https://stories.example.org/s/${id}/read?page=2`];
  expect(pasted.map(storyIdOf)).toEqual([id, id, id]);
  expect(["", "the lighthouse", id.slice(1)].map(storyIdOf)).toEqual([null, null, null]);
});
