// One connection: bytes → bounded requests → answers.

import FigureExplorer
public import NIOCore
import NIOHTTP1

/// How a connection of the page is served.
public enum PageConnection {
  /// Has a channel answer one request, within the page's bounds.
  /// - Throws: where the channel takes no handlers any more.
  public static func configure(_ channel: any Channel, pictures: any PictureService) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = ExploreLimits.longestHead
    limits.maxHeaderListSize = ExploreLimits.longestHead
    limits.maxHeaderFieldCount = 64
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(ByteBounds())
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withErrorHandling: false, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: limits)
    try pipeline.addHandler(PageHandler(pictures: pictures))
  }
}
