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

    /// <summary>Whether the mark of the end is missing that the format has, though nothing says how much came before it.</summary>
    public bool LacksEnd { get; init; }

    /// <summary>Whether the decoder found parts that it could not read.</summary>
    public bool IsUndecodable { get; init; }

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
        else if (LacksEnd)
            sentences.Add("The file ends in the middle of its sound; it may have been cut off.");

        if (sentences.Count == 0 && IsUndecodable)
            sentences.Add("The file is damaged or was cut off: a part of it could not be decoded, and its sound is missing there or wrong.");
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
