using System.Globalization;

namespace Unbraid.Audio;

/// <summary>Where in its file a sound stands: among other sounds, and beside the picture of a video.</summary>
internal sealed record AudioPlace
{
    /// <summary>A sound that is alone.</summary>
    public static AudioPlace Alone { get; } = new();

    /// <summary>Its number among the sounds of the file, from 1 on.</summary>
    public int Track { get; init; } = 1;

    /// <summary>How many sounds the file holds.</summary>
    public int Tracks { get; init; } = 1;

    /// <summary>How much later than the picture the sound begins, by the time stamps of the file; negative if earlier, zero without a moving picture.</summary>
    public TimeSpan AfterPicture { get; init; }

    /// <summary>That there was a choice, as a sentence; null if there was none.</summary>
    public string? ChoiceSentence => Tracks == 1 ? null : $"The file holds {Tracks} sounds; number {Track} was taken.";

    /// <summary>That sound and picture begin apart, as a sentence; null if they begin within a picture of film (1/25 s) of each other.</summary>
    public string? OffsetSentence => AfterPicture.Duration() < TimeSpan.FromSeconds(1 / 25.0)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The sound begins {AfterPicture.Duration().TotalSeconds:0.00} s {(AfterPicture < TimeSpan.Zero ? "before" : "after")} the picture.");
}
