// Offline: keeps all files of one build, whole or not at all. Written by hand and kept small; cargo xtask fills in the
// build. The model is not here: it has a cache of its own that outlives builds.
"use strict";

const BUILD = "TOOLGROVE_BUILD";
const SCOPE = new URL("./", self.location.href);
// One origin may hold several deployments: each knows its own caches.
const PREFIX = `toolgrove-app-${SCOPE.pathname}-`;
const CACHE = PREFIX + BUILD.build_id;

async function sha256(response) {
  const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// All files or none: one that fails, or that is another build's (a host may serve old and new for a while), leaves the
// build before this one in charge.
async function install() {
  const had = await caches.has(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(
      BUILD.files.map(async ([path, hash]) => {
        const url = new URL(path, SCOPE);
        const response = await fetch(url, { cache: "no-cache" });
        if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
        if ((await sha256(response.clone())) !== hash) throw new Error(`${path}: not of build ${BUILD.build_id}`);
        // Some hosts send index.html on to ./, and what was sent on may not answer for a page.
        await cache.put(url, response.redirected ? new Response(response.body, response) : response);
      }),
    );
  } catch (error) {
    // A build that was here before, and is again, may have pages open that are served from it.
    if (!had) await caches.delete(CACHE);
    throw error;
  }
}

// Another tab may still show the build before this one, and ask for its parts and workers by their names: the older
// caches stay until a page of this build is the only one.
async function tidy() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const names = await caches.keys();
  // A newer build's cache is among the names once it is being filled.
  if (pages.length > 1 || self.registration.installing || self.registration.waiting) return;
  await Promise.all(names.filter((n) => n.startsWith(PREFIX) && n !== CACHE).map((n) => caches.delete(n)));
}

async function answer(request, url) {
  const cache = await caches.open(CACHE);
  const page = request.mode === "navigate" && url.pathname === SCOPE.pathname;
  const hit = await cache.match(page ? new URL("index.html", SCOPE) : url, { ignoreSearch: true });
  return hit ?? (await caches.match(url, { ignoreSearch: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  // A new build waits until the person asks for it.
  if (event.data === "take-over") self.skipWaiting();
  // A page says which build it is of.
  if (event.data === BUILD.build_id) event.waitUntil(tidy());
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === SCOPE.origin && url.pathname.startsWith(SCOPE.pathname);
  if (event.request.method !== "GET" || !ours || url.pathname.startsWith(SCOPE.pathname + "model/")) return;
  event.respondWith(answer(event.request, url));
});
