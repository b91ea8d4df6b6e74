// Goes back to the list of tools as soon as the tool in the frame says that it has registered.
const frame = document.querySelector("iframe[data-registration]");
window.addEventListener("message", (event) => {
  if (event.source === frame?.contentWindow && event.data?.subject === "org.imsglobal.lti.close") {
    location.assign(frame.dataset.registration);
  }
});
