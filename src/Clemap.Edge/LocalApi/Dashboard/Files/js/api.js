// The box's own API. Every write carries the token of the sign-in.
import { language, t, has } from "./texts.js";

export class Problem extends Error {
  constructor(status, body) {
    super(has(`error.${body?.code}`) ? t(`error.${body.code}`, body.detail ?? "") : body?.detail ?? body?.title ?? t("error.unknown", status));
    this.status = status;
    this.code = body?.code;
    this.detail = body?.detail;
    this.problems = body?.problems ?? [];
  }
}

const askAgainAfter = 3000; // ms

let csrf = null;
let signedOut = () => {};
let linkChanged = () => {};
let isCut = false;
let isExpected = false; // the controller starts again, as somebody asked

export function whenSignedOut(act) {
  signedOut = act;
}

/** @param act is told when the box does not answer any more, and when it does again */
export function whenCut(act) {
  linkChanged = act;
}

// Asks until it answers: not every page asks by itself.
function cut(now) {
  if (now === isCut || (now && isExpected))
    return;
  isCut = now;
  linkChanged(now);
  if (now)
    setTimeout(function again() {
      get("session").catch(() => isCut && setTimeout(again, askAgainAfter));
    }, askAgainAfter);
}

/** @returns the answer's body, with its ETag where there is one */
export async function call(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      headers: {
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(csrf && method !== "GET" ? { "X-Csrf-Token": csrf } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch {
    cut(true);
    throw new Problem(0, { code: "no-connection" });
  }
  cut(false);
  const text = await answer.text();
  const value = text && answer.headers.get("Content-Type")?.includes("json") ? JSON.parse(text) : null;
  if (!answer.ok) {
    if (answer.status === 401 && value?.code === "sign-in-needed")
      signedOut();
    throw new Problem(answer.status, value);
  }
  return { value, etag: answer.headers.get("ETag") };
}

export const get = async path => (await call("GET", path)).value;

/** Who is signed in; remembers the token for the writes that follow. */
export function remember(session) {
  csrf = session.csrf ?? null;
  return session;
}

/** Waits until the controller is back with its new configuration. */
export async function untilBack() {
  isExpected = true;
  try {
    await new Promise(done => setTimeout(done, 1500));
    for (let attempt = 0; attempt < 60; attempt++) {
      try {
        await get("live");
        return true;
      } catch (problem) {
        if (problem.status === 401)
          return true;
        await new Promise(done => setTimeout(done, 1000));
      }
    }
    return false;
  } finally {
    isExpected = false;
  }
}
