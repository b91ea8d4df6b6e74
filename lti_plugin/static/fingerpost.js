// Sends a page's small forms in the background and puts the answer in place; without this module
// the same forms work as ordinary posts.
const area = () => document.querySelector("[data-swap]");
let token = document.body.dataset.pageToken;

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Authorization: `Bearer ${token}`, "X-Requested-With": "fetch", Accept: "text/html" },
  });
  token = answer.headers.get("X-Page-Token") ?? token;
  const text = await answer.text();
  if (answer.ok) return text;
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("main")?.innerHTML ?? text;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-swap-form]");
  if (!form || !area()) return;
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  area().setAttribute("aria-busy", "true");
  try {
    area().innerHTML = await send(form);
    area().querySelector("[data-focus]")?.focus({ preventScroll: true });
  } catch {
    form.submit();
  } finally {
    area().removeAttribute("aria-busy");
    buttons.forEach((button) => { button.disabled = false; });
  }
});
