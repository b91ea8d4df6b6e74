// Tells Moodle, which waits around this frame, that the registration is over.
const button = document.querySelector("#done");
const moodle = window.opener ?? window.parent;
button.hidden = moodle === window;
button.addEventListener("click", () => {
  moodle.postMessage({ subject: "org.imsglobal.lti.close" }, button.dataset.platform);
});
