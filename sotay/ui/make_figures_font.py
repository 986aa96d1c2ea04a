"""Make the figures of tables and counts: a small subset of Inter in which every digit is as wide.

Be Vietnam Pro has no tabular figures. Inter has them behind a feature (`tnum`); here they become
the default shapes, so that a column lines up wherever the font is used. The two files are kept in
the repository; run this only to make them again:

    npm ci --ignore-scripts && python -m sotay.ui.make_figures_font
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "node_modules/@expo-google-fonts/inter"
TARGET = Path(__file__).parent / "static/ui/fonts"
FACES = {400: "400Regular/Inter_400Regular.ttf", 600: "600SemiBold/Inter_600SemiBold.ttf"}
DIGITS = "0123456789"
CHARACTERS = DIGITS + "%+,-./−"
FAMILY = "So Tay So"


def tabular(font: TTFont) -> dict[str, str]:
    """The glyph that `tnum` puts in place of each glyph."""
    table = font["GSUB"].table
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    swapped: dict[str, str] = {}
    for index in sorted(wanted):
        for subtable in table.LookupList.Lookup[index].SubTable:
            plain = getattr(subtable, "ExtSubTable", subtable)
            swapped.update(plain.mapping)
    return swapped


def make(weight: int, source: Path, target: Path) -> None:
    """Write the subset of ``source`` to ``target`` as WOFF2."""
    font = TTFont(source)
    swapped = tabular(font)
    shapes = {ord(digit): swapped[font.getBestCmap()[ord(digit)]] for digit in DIGITS}
    for table in font["cmap"].tables:
        table.cmap.update({code: shapes[code] for code in shapes if code in table.cmap})
    options = Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = False
    options.drop_tables += ["STAT", "GDEF", "gasp"]
    subset = Subsetter(options)
    subset.populate(text=CHARACTERS)
    subset.subset(font)
    for record in font["name"].names:
        renamed = {1: FAMILY, 4: f"{FAMILY} {weight}", 6: f"SoTaySo-{weight}"}.get(record.nameID)
        if renamed:
            record.string = renamed
    font.flavor = "woff2"
    font.save(target)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, face in FACES.items():
        make(weight, SOURCE / face, TARGET / f"so-{weight}.woff2")
    licence = (SOURCE / "LICENSE_FONT").read_text(encoding="utf-8")
    (TARGET / "OFL.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main()
