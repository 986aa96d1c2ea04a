// A picture of a text opened large over its page. It is a step in the history, so that the back
// button closes it as Escape and the labelled button do. Without this the link leads to the picture.
(() => {
  "use strict";
  const { one } = window.sotay;
  const box = one("dialog[data-enlarged]");
  if (!box?.showModal) return;
  const room = one("[data-room]", box), says = one("[data-says]", box), size = one("[data-size]", box);
  let image = null, fitted = false;

  // Large: never smaller than the picture is, nor than the glass has room for.
  function sized() {
    if (!image?.naturalWidth) return;
    const whole = Math.min(room.clientWidth / image.naturalWidth, room.clientHeight / image.naturalHeight);
    const scale = fitted ? whole : Math.max(whole, 1);
    image.width = Math.max(1, Math.floor(image.naturalWidth * scale));
    image.height = Math.max(1, Math.floor(image.naturalHeight * scale));
    size.hidden = whole >= 1; // it is seen whole already
    size.textContent = fitted ? size.dataset.large : size.dataset.fit;
  }
  function show({ href, said, sheet }) {
    image = Object.assign(document.createElement("img"), { alt: said });
    image.addEventListener("load", () => {
      sized();
      room.scrollTo(sheet ? 0 : (room.scrollWidth - room.clientWidth) / 2, 0); // a sheet is read from its left
    });
    image.addEventListener("error", () => { says.textContent = box.dataset.missing; });
    fitted = false;
    size.hidden = true;
    says.textContent = said;
    room.replaceChildren(image);
    image.src = href;
    if (!box.open) box.showModal();
  }
  // What the step of the history says is what is seen: also after going forward, and after a reload.
  const opened = () => history.state?.picture;
  function follow() {
    if (opened()) show(opened());
    else if (box.open) box.close();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-enlarge]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const seen = one("img", link);
    history.pushState({ picture: { href: link.href, said: seen.alt, sheet: seen.classList.contains("printed") } }, "");
    follow();
  });
  one("[data-close]", box).addEventListener("click", () => box.close());
  size.addEventListener("click", () => { fitted = !fitted; sized(); });
  box.addEventListener("close", () => {
    room.replaceChildren();
    image = null;
    if (opened()) history.back();
  });
  addEventListener("popstate", follow);
  addEventListener("resize", sized);
  follow();
})();
