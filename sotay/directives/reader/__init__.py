from sotay.directives.reader.reading import read_text
