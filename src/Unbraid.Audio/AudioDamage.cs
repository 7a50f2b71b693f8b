using System.Globalization;

namespace Unbraid.Audio;

/// <summary>What turned out to be missing of a sound while it was decoded.</summary>
internal sealed record AudioDamage
{
    /// <summary>Holes that became silence of their length.</summary>
    public int Holes { get; init; }

    /// <summary>Length of all holes together.</summary>
    public TimeSpan Missing { get; init; }

    /// <summary>Where the first hole begins.</summary>
    public TimeSpan FirstHole { get; init; }

    /// <summary>How much earlier the sound ends than the file says. Nothing takes its place: headers may lie.</summary>
    public TimeSpan MissingAtEnd { get; init; }

    /// <summary>What the decoder complained of, if nothing can be said more exactly.</summary>
    public string? Complaint { get; init; }

    /// <summary>One sentence for each kind of damage, for the user.</summary>
    public IReadOnlyList<string> Sentences()
    {
        var sentences = new List<string>();
        if (Holes > 0)
        {
            var places = Holes == 1 ? $"at {Clock(FirstHole)}" : $"in {Holes} places, the first at {Clock(FirstHole)}";
            sentences.Add($"The file is damaged: {Seconds(Missing)} of its sound are missing {places}, and silence stands there.");
        }

        if (MissingAtEnd > TimeSpan.Zero)
            sentences.Add($"The file ends {Seconds(MissingAtEnd)} earlier than it says; it may have been cut off.");

        if (sentences.Count == 0 && Complaint is not null)
            sentences.Add($"The file may be damaged; its decoder says: {Complaint}.");
        return sentences;
    }

    /// <summary>
    /// By how much a sound is shorter than its file states: nothing below what encoders' blocks explain.
    /// </summary>
    internal static TimeSpan EarlyBy(long? statedFrames, long frames, int sampleRate)
    {
        const double SmallestSeconds = 0.1;
        const int SmallestFrames = 3 * 1152;
        long missing = (statedFrames ?? frames) - frames;
        return missing > Math.Max(SmallestSeconds * sampleRate, SmallestFrames) ? TimeSpan.FromSeconds(Math.Min(1e9, (double)missing / sampleRate)) : TimeSpan.Zero;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.00' s'" : "0.0' s'", CultureInfo.InvariantCulture);

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss\.f", CultureInfo.InvariantCulture);
}
