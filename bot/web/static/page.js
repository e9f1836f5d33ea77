// The little that a page cannot do by itself: copying. Without it, one marks the text and copies it by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    // Without https there is no clipboard.
    navigator.clipboard?.writeText(field.value) ?? document.execCommand("copy");
    button.textContent = document.getElementById("main").dataset.tCopied;
  });
}
