// Sends a form with a file in the background: it tells how much was sent, and when the file is
// refused all that was typed and chosen stays. Without this module the same form works as a post.
let token = document.body.dataset.pageToken;

const tell = (form, said, wrong) => {
  form.querySelector("[data-said]").textContent = said;
  form.querySelector("[data-wrong]").textContent = wrong;
};

function fits(input) {
  const form = input.closest("[data-upload]");
  const large = [...input.files].some((file) => file.size > Number(input.dataset.most));
  input.setAttribute("aria-invalid", large);
  tell(form, "", large ? form.dataset.large : "");
  return !large;
}

function busy(form, on) {
  form.setAttribute("aria-busy", on);
  form.querySelector("progress").hidden = !on;
  form.querySelectorAll("button").forEach((button) => { button.disabled = on; });
  tell(form, on ? form.dataset.sending : "", "");
}

function refused(form, status, page) {
  const said = page.querySelector("main .alert-danger") ?? page.querySelector("main h1");
  tell(form, "", status === 413 ? form.dataset.large : said?.textContent.trim() || form.dataset.lost);
  form.querySelector("button").focus();
}

function answered(form, request) {
  token = request.getResponseHeader("X-Page-Token") ?? token;
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  busy(form, false);
  if (request.status !== 200 || !main) return refused(form, request.status, page);
  document.querySelector("main").replaceWith(main);
  main.querySelector(".answer").focus();
}

function send(form) {
  const request = new XMLHttpRequest();
  const body = new FormData(form);
  request.open("POST", form.action);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.setRequestHeader("X-Requested-With", "fetch");
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) form.querySelector("progress").value = event.loaded / event.total;
  });
  request.addEventListener("load", () => answered(form, request));
  request.addEventListener("error", () => {
    busy(form, false);
    tell(form, "", form.dataset.lost);
  });
  busy(form, true);
  request.send(body);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-upload] [type=file]")) fits(event.target);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-upload]");
  const input = form?.querySelector("[type=file]");
  if (!input?.files.length) return;
  event.preventDefault();
  if (fits(input)) send(form);
  else input.focus();
});
