namespace Unbraid.Service.Features.Video;

/// <summary>Draws frame after frame of the mask that lights a scene's moving part.</summary>
internal interface IMovingMask : IAsyncDisposable
{
    /// <summary>Draws the next frame.</summary>
    /// <param name="share">How much of the song is over, 0 to 1.</param>
    /// <param name="mask">[height, width], 255 is lit; holds the frame before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask DrawAsync(double share, byte[] mask, CancellationToken cancellationToken);
}
