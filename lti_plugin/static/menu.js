// Opens and closes the menu where it is narrow. Escape closes it and gives the button the focus back.
const toggle = document.querySelector("[data-opens]");
const list = toggle && document.getElementById(toggle.dataset.opens);
const open = (is) => toggle.setAttribute("aria-expanded", is);
toggle?.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") === "false"));
list?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || toggle.getAttribute("aria-expanded") === "false") return;
  open(false);
  toggle.focus();
});
