// Keeps the tray of work in the background up to date, on whichever page one is: by the page's token,
// so that it works in a frame without cookies. It is asked often while something runs, else seldom.
// Without this module the tray shows what ran when the page was made.
const BUSY = 3000;
const IDLE = 30000;
const tray = document.querySelector("[data-tray]");
const voice = document.querySelector("[data-tray-voice]");
let token = document.body.dataset.pageToken;
let next;

const said = () => [...tray.querySelectorAll("[data-tray-said]")].map((each) => each.textContent).join(". ");
const busy = () => tray.querySelector("progress, [data-tray-said]") !== null;

async function ask() {
  const before = said();
  const answer = await fetch(tray.dataset.tray, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "X-Requested-With": "fetch", Accept: "text/html" },
  });
  if (!answer.ok) return false;
  token = answer.headers.get("X-Page-Token") ?? token;
  const text = await answer.text();
  if (text !== tray.innerHTML) tray.innerHTML = text;
  // A screen reader hears of a new stage or an end, not of every row.
  if (said() !== before) voice.textContent = said();
  return true;
}

async function round() {
  let good = true;
  try {
    if (!document.hidden) good = await ask();
  } catch {
    // The next round tries again.
  }
  if (good) next = setTimeout(round, busy() ? BUSY : IDLE);
}

next = tray && setTimeout(round, busy() ? BUSY : IDLE);

// What a button has begun is to be seen before long.
document.addEventListener("submit", (event) => {
  if (!tray || !event.target.closest("[data-swap-form]")) return;
  clearTimeout(next);
  next = setTimeout(round, BUSY / 2);
});
