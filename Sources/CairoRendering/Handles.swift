// Owners of Cairo's and GLib's objects: each is freed exactly once, and none is made without asking
// Cairo whether it succeeded (Cairo hands out error objects, not null).

import CPangoCairo

/// Throws where `status` is anything but success.
func check(_ status: cairo_status_t) throws(RenderError) {
  guard status != CAIRO_STATUS_SUCCESS else { return }
  throw .cairo(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown error")
}

/// A surface: what is drawn on.
struct Surface: ~Copyable {
  let pointer: OpaquePointer

  /// Takes over a new surface.
  init(taking pointer: OpaquePointer?) throws(RenderError) {
    guard let pointer else { throw .cairo("no surface") }
    let status = cairo_surface_status(pointer)
    guard status == CAIRO_STATUS_SUCCESS else {
      cairo_surface_destroy(pointer)
      try check(status)
      throw .cairo("no surface")
    }
    self.pointer = pointer
  }

  /// Pixels in memory, cleared: `0x00RRGGBB` where `isOpaque`, else `0xAARRGGBB` multiplied by alpha.
  init(width: Int, height: Int, isOpaque: Bool) throws(RenderError) {
    guard let width = Int32(exactly: width), let height = Int32(exactly: height) else {
      throw .cairo("an image too large")
    }
    let format = isOpaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32
    try self.init(taking: cairo_image_surface_create(format, width, height))
  }

  /// The pixels of an image surface, with everything drawn so far.
  ///
  /// The pointer is valid while the surface lives.
  func pixels() -> PixelMemory {
    cairo_surface_flush(pointer)
    return PixelMemory(
      base: UnsafeMutableRawPointer(cairo_image_surface_get_data(pointer)),
      stride: Int(cairo_image_surface_get_stride(pointer)),
      width: Int(cairo_image_surface_get_width(pointer)),
      height: Int(cairo_image_surface_get_height(pointer)))
  }

  /// Writes everything out and says whether all of it worked.
  consuming func finish() throws(RenderError) {
    cairo_surface_finish(pointer)
    try check(cairo_surface_status(pointer))
  }

  deinit { cairo_surface_destroy(pointer) }
}

/// Where an image surface keeps its pixels, 32 bits each.
struct PixelMemory {
  let base: UnsafeMutableRawPointer?
  /// Bytes from one row to the next.
  let stride: Int
  let width: Int
  let height: Int

  /// The first pixel of a row.
  func row(_ y: Int) -> UnsafeMutablePointer<UInt32>? {
    base.map { ($0 + y * stride).assumingMemoryBound(to: UInt32.self) }
  }
}

/// A drawing context on a surface.
struct Canvas: ~Copyable {
  let pointer: OpaquePointer

  init(on surface: borrowing Surface) throws(RenderError) {
    guard let pointer = cairo_create(surface.pointer) else { throw .cairo("no context") }
    let status = cairo_status(pointer)
    guard status == CAIRO_STATUS_SUCCESS else {
      cairo_destroy(pointer)
      try check(status)
      throw .cairo("no context")
    }
    self.pointer = pointer
  }

  /// Runs `body` and puts clip, transform and source back as they were.
  func saved(_ body: () throws(RenderError) -> Void) throws(RenderError) {
    cairo_save(pointer)
    defer { cairo_restore(pointer) }
    try body()
  }

  /// Throws what went wrong so far.
  func checkStatus() throws(RenderError) { try check(cairo_status(pointer)) }

  deinit { cairo_destroy(pointer) }
}

/// One reference to a GLib object.
struct GLibObject: ~Copyable {
  let pointer: UnsafeMutableRawPointer

  /// Takes over a reference.
  init(taking pointer: UnsafeMutableRawPointer) { self.pointer = pointer }

  /// Adds a reference of its own.
  init(retaining pointer: UnsafeMutableRawPointer) {
    g_object_ref(pointer)
    self.pointer = pointer
  }

  var opaque: OpaquePointer { OpaquePointer(pointer) }

  deinit { g_object_unref(pointer) }
}
