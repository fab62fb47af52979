import { expect, test } from "vitest";

import { FAULTS, pathOf, type Fault } from "./faults.ts";
import { givenDemo, type GivenDemo } from "./given-demo.ts";

const KEYED = { "api-key": "key", "api-username": "system" };

function order(demo: GivenDemo, fault: Fault, times = 1): void {
  demo.discourse.faults.order({ path: "/posts.json", fault, times, retryAfterSeconds: 16 });
}

test("a 429 of the middleware is plain text with the header that names the limit", async () => {
  await using demo = await givenDemo();
  order(demo, "rate_limit_text");

  const reply = await fetch(`${demo.discourse.url}/posts.json`, { headers: KEYED });

  expect(reply.status).toBe(429);
  expect(reply.headers.get("content-type")).toContain("text/plain");
  expect(reply.headers.get("retry-after")).toBe("16");
  expect(reply.headers.get("discourse-rate-limit-error-code")).toBe("ip_10_secs_limit");
});

test("a 429 of a controller is JSON that says how long to wait", async () => {
  await using demo = await givenDemo();
  order(demo, "rate_limit_json");

  const reply = await fetch(`${demo.discourse.url}/posts.json`, { headers: KEYED });

  expect(reply.headers.get("retry-after")).toBe("16");
  expect(reply.headers.get("discourse-rate-limit-error-code")).toBeNull();
  expect(await reply.json()).toMatchObject({
    error_type: "rate_limit",
    extras: { wait_seconds: 16, time_left: "16 seconds" },
  });
});

test("a 429 can come without any waiting time", async () => {
  await using demo = await givenDemo();
  order(demo, "rate_limit_bare");

  const reply = await fetch(`${demo.discourse.url}/posts.json`, { headers: KEYED });

  expect([reply.status, reply.headers.get("retry-after")]).toEqual([429, null]);
});

test("a dropped connection ends in the middle of a page", async () => {
  await using demo = await givenDemo();
  order(demo, "connection_dropped");

  const reply = await fetch(`${demo.discourse.url}/posts.json`, { headers: KEYED });

  expect(reply.status).toBe(200);
  await expect(reply.text()).rejects.toThrow();
});

test("a failing server and a failing Cloudflare answer in HTML", async () => {
  await using demo = await givenDemo();
  order(demo, "server_error");
  order(demo, "cloudflare_520");

  const first = await demo.forum("/posts.json");
  const second = await demo.forum("/posts.json");

  expect([first.status, second.status]).toEqual([502, 520]);
});

test("an empty page that is not the end has no records", async () => {
  await using demo = await givenDemo();
  order(demo, "empty_page");

  expect((await demo.forum("/posts.json")).body).toEqual({ latest_posts: [] });
  expect((await demo.forum("/posts.json")).body.latest_posts).toHaveLength(50);
});

test("a truncated page has half of its records and no sign of it", async () => {
  await using demo = await givenDemo();
  order(demo, "truncated");
  demo.nocodb.faults.order({
    path: "/api/v2/tables",
    fault: "truncated",
    times: 1,
    retryAfterSeconds: 1,
  });
  const attempts = await demo.base(await attemptsPath(demo));

  expect((await demo.forum("/posts.json")).body.latest_posts).toHaveLength(25);
  expect(attempts.body.list).toHaveLength(20);
  expect(attempts.body.pageInfo.pageSize).toBe(40);
});

async function attemptsPath(demo: GivenDemo): Promise<string> {
  const { body } = await demo.base(`/api/v2/meta/bases/${await baseId()}/tables`);
  const { id } = body.list.find(({ title }: { title: string }) => title === "Attempts");
  return `/api/v2/tables/${id}/records?limit=40&sort=Id`;
}

async function baseId(): Promise<string> {
  const { SMALL } = await import("./given-demo.ts");
  return SMALL.base.id;
}

test("an answer can be of another form than was asked for", async () => {
  await using demo = await givenDemo();
  order(demo, "wrong_envelope");

  expect((await demo.forum("/posts.json")).body).toEqual({ message: "maintenance" });
});

test("a fault is taken as often as it was ordered, by requests on its path only", async () => {
  await using demo = await givenDemo();
  order(demo, "server_error", 2);

  const statuses = [];
  for (const path of ["/categories.json", "/posts.json", "/posts.json", "/posts.json"]) {
    statuses.push((await demo.forum(path)).status);
  }

  expect(statuses).toEqual([200, 502, 502, 200]);
});

test("a fault can wait for a later request, and refuse or deny what is there", async () => {
  await using demo = await givenDemo();
  const later = { path: "/posts.json", times: 1, after: 1, retryAfterSeconds: 1 };
  demo.discourse.faults.order({ ...later, fault: "not_found" });
  demo.discourse.faults.order({ ...later, fault: "forbidden", after: 2 });

  const statuses = [];
  for (let count = 0; count < 4; count += 1) {
    statuses.push((await demo.forum("/posts.json")).status);
  }

  expect(statuses).toEqual([200, 404, 403, 200]);
});

test("a fault can be ordered by a stream's name, and a wrong name is refused with the right ones", () => {
  expect(pathOf("nocodb_records")).toEqual({ twin: "nocodb", path: "/api/v2/tables" });
  expect(() => pathOf("pigeon")).toThrow(/discourse_posts/);
  expect(FAULTS.length).toBe(16);
});
