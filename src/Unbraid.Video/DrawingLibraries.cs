using SkiaSharp;
using Unbraid.Audio;

namespace Unbraid.Video;

/// <summary>Skia, which draws, and HarfBuzz, which sets texts: native libraries that lie beside the program, one for each system and processor.</summary>
public static class DrawingLibraries
{
    private static readonly Lazy<Exception?> s_failure = new(() => Failure(Load));

    /// <summary>What keeps videos from being drawn on this machine, as a sentence without a path; null where nothing does.</summary>
    public static string? Complaint =>
        s_failure.Value is not null ? "The drawing libraries do not load; videos cannot be made."
        : Text.FontShelf.Installed.IsEmpty ? "No fonts are installed; videos are made without their texts."
        : null;

    /// <exception cref="AudioException">The libraries do not load here; the reason is <see cref="FaultReason.ToolMissing"/>.</exception>
    internal static void Require()
    {
        if (s_failure.Value is { } failure)
            throw Fault(failure);
    }

    internal static AudioException Fault(Exception failure) => new(
        FaultReason.ToolMissing,
        $"The libraries that draw videos do not load ({failure.GetBaseException().Message.TrimEnd('.')}); install Unbraid anew, for this system and processor.", failure);

    /// <summary>Why libraries do not load, null where they do. A library of the wrong version says so by an exception of any type.</summary>
    internal static Exception? Failure(Action load)
    {
        try
        {
            load();
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error;
        }
    }

    private static void Load()
    {
        using var surface = SKSurface.Create(new SKImageInfo(1, 1));
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16("a");
    }
}
