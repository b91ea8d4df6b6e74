// Sends a page's small forms in the background and puts the answer in place; without this module
// the same forms work as ordinary posts. A part that is busy is asked for again until it is done.
const EVERY = 2000;
const area = () => document.querySelector("[data-swap]");
let token = document.body.dataset.pageToken;

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    body,
    headers: { Authorization: `Bearer ${token}`, "X-Requested-With": "fetch", Accept: "text/html" },
  });
  token = answer.headers.get("X-Page-Token") ?? token;
  const text = await answer.text();
  if (answer.ok) return text;
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("main")?.innerHTML ?? text;
}

async function refresh() {
  const address = area()?.dataset.refresh;
  try {
    if (address && area().querySelector("[data-busy]")) area().innerHTML = await post(address);
  } finally {
    setTimeout(refresh, EVERY);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-swap-form]");
  if (!form || !area()) return;
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  area().setAttribute("aria-busy", "true");
  try {
    area().innerHTML = await post(form.action, new FormData(form));
    area().querySelector("[data-focus]")?.focus({ preventScroll: true });
  } catch {
    form.submit();
  } finally {
    area().removeAttribute("aria-busy");
    buttons.forEach((button) => { button.disabled = false; });
  }
});

if (area()?.dataset.refresh) setTimeout(refresh, EVERY);
