// Says that an answer takes a while where a form asks another system, and keeps it from being sent
// twice. Without this module the form works as it is.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-slow]");
  if (!form) return;
  form.querySelector(".slow").textContent = form.dataset.slow;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
});
