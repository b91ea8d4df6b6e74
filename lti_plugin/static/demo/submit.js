// Sends the form of a hand-over page at once; the button on the page does the same without scripts.
document.querySelector("form[data-submit-at-once]")?.requestSubmit();
