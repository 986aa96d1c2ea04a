// A photograph made small on the device, without its place; the moment it was taken goes beside it.
const { one, say, clock } = window.sotay;
const two = (n) => String(n).padStart(2, "0");
const written = (at) => {
  const month = at.getMonth() + 1;
  return `${two(at.getDate())}-${month < 3 ? two(month) : month}-${at.getFullYear()}`;
};

// Cameras write their moments as plain text near the start of the file; the earliest is the shot.
async function taken(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 131072).arrayBuffer());
  const marks = (head.match(/(19|20)\d\d:[01]\d:[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d/g) || []).sort();
  if (!marks.length) return new Date(file.lastModified);
  const [day, time] = marks[0].split(" ");
  return new Date(`${day.replaceAll(":", "-")}T${time}`);
}

async function small(file, limit) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas");
  let blob, side = 1600, quality = 0.85;
  do {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    blob = await new Promise((give) => canvas.toBlob(give, "image/jpeg", quality));
    if (quality > 0.6) quality -= 0.1; else side *= 0.8;
  } while (blob.size > limit && side > 300);
  return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
}

document.addEventListener("change", async ({ target }) => {
  const room = target.closest("[data-photo]"), file = target.type === "file" && target.files[0];
  // Some systems give no kind for the pictures of an iPhone; their name tells them.
  const isHeic = file && (/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name));
  if (!room || !file || (!isHeic && !file.type.startsWith("image/"))) return;
  const line = one("[role=status]", room), at = await taken(file);
  one("input[type=hidden]", room).value = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  try {
    const made = await small(file, Number(room.dataset.photo) * 1024), list = new DataTransfer();
    list.items.add(made);
    target.files = list.files;
    line.textContent = say("photo", { day: written(at), at: clock(at), size: Math.round(made.size / 1024) });
  } catch {
    if (isHeic) {
      // Nobody further on can open it either: the field is emptied, and the person told why.
      target.value = "";
      one("input[type=hidden]", room).value = "";
      line.textContent = say("photo_heic");
      target.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    // A kind of picture this browser cannot open goes whole, and the person is told so.
    line.textContent = say("photo_whole");
  }
});
