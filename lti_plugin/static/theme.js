// Follows the reader's dark or light setting on pages of its own; in a frame it stays light, as the
// course page around it is.
const dark = matchMedia("(prefers-color-scheme: dark)");
const alone = window.self === window.top;
document.documentElement.toggleAttribute("data-alone", alone);
const apply = () => {
  document.documentElement.dataset.bsTheme = alone && dark.matches ? "dark" : "light";
};
dark.addEventListener("change", apply);
apply();
