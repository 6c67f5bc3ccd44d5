// On every page, before it is painted: light or dark as this reader chose here. Then the buttons that
// need a script are shown: the choice itself (footer.html) and "copy the short link" (share.html).

const root = document.documentElement;
// Where a browser keeps nothing for us, a choice lasts as long as the page.
const kept = theme => {
  try {
    if (theme == null) return localStorage.theme;
    localStorage.theme = theme;
  } catch {}
};
const dress = theme => { root.dataset.theme = theme == "light" || theme == "dark" ? theme : ""; };
dress(kept());

document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  const choices = [...document.querySelectorAll("[data-choice]")];
  const show = () => choices.forEach(one =>
    one.setAttribute("aria-pressed", one.dataset.choice == root.dataset.theme));
  for (const one of choices) one.onclick = () => {
    kept(one.dataset.choice);
    dress(one.dataset.choice);
    show();
  };
  addEventListener("storage", () => { dress(kept()); show(); });
  show();
  for (const button of document.querySelectorAll("[data-copy]")) button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.nextElementSibling.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  };
});
