// The libraries that drawing rests on.

import CPNG
import CPangoCairo

/// The libraries that decide about bytes, with their versions as loaded.
public enum LibraryVersions {
  /// Names and versions, `cairo 1.16.0`, in a fixed order. No font is loaded for it.
  public static var all: [(name: String, version: String)] {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    var library: FT_Library?
    if FT_Init_FreeType(&library) == 0 {
      FT_Library_Version(library, &major, &minor, &patch)
      FT_Done_FreeType(library)
    }
    let fontconfig = FcGetVersion()
    return [
      ("cairo", String(cString: cairo_version_string())),
      ("pango", String(cString: pango_version_string())),
      ("harfbuzz", String(cString: hb_version_string())),
      ("freetype", "\(major).\(minor).\(patch)"),
      ("fontconfig", "\(fontconfig / 10000).\(fontconfig / 100 % 100).\(fontconfig % 100)"),
      ("libpng", String(cString: cpng_libpng_version())),
      ("zlib", String(cString: cpng_zlib_version())),
      ("isa-l", String(cString: cpng_isal_version())),
    ]
  }
}
