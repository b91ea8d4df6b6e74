// Proves that this tab began the login, with the secret that the login page left in its storage.
const form = document.querySelector("#confirm");
let secret = null;
try {
  secret = sessionStorage.getItem(form.dataset.key);
  sessionStorage.removeItem(form.dataset.key);
} catch {
  // Storage is blocked: only a window of its own can help.
}
if (secret) {
  form.elements.secret.value = secret;
  form.submit();
} else {
  document.querySelector("#blocked").hidden = false;
}
