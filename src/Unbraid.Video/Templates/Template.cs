using SkiaSharp;
using Unbraid.Video.Drawing;

namespace Unbraid.Video.Templates;

/// <summary>How a video looks. All places are in pixels of the whole picture.</summary>
internal abstract class Template : IAsyncDisposable
{
    public const int Width = 1920, Height = 1080, Margin = 120;

    /// <summary>Draws all that stands still, over the whole picture.</summary>
    public abstract void DrawStill(SKCanvas canvas);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A part of the picture changes: it is there in a second light, of which a mask shows more or less from picture to picture.</summary>
internal abstract class MovingTemplate : Template
{
    /// <summary>Where that part lies. All even, as chroma is halved.</summary>
    public abstract SKRectI Moving { get; }

    /// <summary>Draws how the part looks where the mask is full.</summary>
    public abstract void DrawLit(SKCanvas canvas);

    /// <summary>Draws the next picture's mask; what is opaque is lit.</summary>
    /// <param name="mask">Holds the mask before; empty at first.</param>
    /// <param name="now">Which picture.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public abstract ValueTask DrawMaskAsync(Mask mask, Moment now, CancellationToken cancellationToken);
}

/// <summary>A moment of a song.</summary>
/// <param name="Seconds">Since its start.</param>
/// <param name="Share">How much of it is over: 0 in the first picture, 1 in the last.</param>
internal readonly record struct Moment(double Seconds, double Share);
