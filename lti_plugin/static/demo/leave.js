// Leaves the frame by the page's link, as a click on it does.
document.querySelector("a[data-leave]")?.click();
