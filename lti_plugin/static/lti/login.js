// Leaves a secret in this tab's storage, for browsers that keep no cookies in frames, and goes on.
const form = document.querySelector("#login");
try {
  sessionStorage.setItem(form.dataset.key, form.dataset.secret);
} catch {
  // Storage is blocked too: the cookie may still work, and otherwise a new window will.
}
form.submit();
