// Copies a field's text. In a frame the browser's clipboard is often closed to scripts, while the
// older way, a selection, still works there.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  let copied = document.execCommand("copy");
  if (!copied) copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
  const said = button.querySelector("[data-said]");
  said.textContent = copied ? said.dataset.done : said.dataset.failed;
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
