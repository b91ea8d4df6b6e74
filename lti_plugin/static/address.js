// Gives a page that was posted an address that can be read again: going back to it would otherwise
// mean to post once more, and browsers then show a frame empty.
history.replaceState(null, "", document.documentElement.dataset.address);
