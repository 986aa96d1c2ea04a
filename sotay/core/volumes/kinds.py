"""Which kinds of file are taken as volumes, and how much may be in one of them."""

from sotay.core import files

EPUB, HTML = "application/epub+zip", "text/html"
MP3, M4A, OGG, WAV = "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"
AUDIO = (MP3, M4A, OGG, WAV)
EXTENSIONS = {
    files.PDF: ".pdf", files.TEXT: ".txt", EPUB: ".epub", HTML: ".html",
    MP3: ".mp3", M4A: ".m4a", OGG: ".ogg", WAV: ".wav",
}  # fmt: skip

MOST_TEXT = 20 * 1024 * 1024  # bytes of a plain or web text, which is read whole
MOST_PART = 20 * 1024 * 1024  # bytes of one chapter inside an EPUB
MOST_PARTS = 5_000
MOST_UNPACKED = 600 * 1024 * 1024  # an illustrated book, unpacked
PIECE = 1024 * 1024  # bytes read at a time
