// Hands what was chosen over to Moodle at once.
document.querySelector("#placed").submit();
