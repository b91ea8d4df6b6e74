// Takes the secret of a one-time link from behind the #, where no server has seen it, and posts it.
const secret = location.hash.slice(1);
const form = document.querySelector("[data-from-fragment]");
if (form && secret) {
  history.replaceState(null, "", location.pathname);
  form.elements.secret.value = secret;
  form.submit();
}
