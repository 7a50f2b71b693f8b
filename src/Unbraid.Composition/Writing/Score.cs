using Unbraid.Composition.Prompts;

namespace Unbraid.Composition.Writing;

/// <summary>One sung note.</summary>
/// <param name="Harmony">Pitch of a second voice, or 0.</param>
internal readonly record struct SungNote(double Beat, double Length, int Pitch, double Velocity, Syllable Syllable, int Harmony);

/// <summary>One sung line, in beats.</summary>
internal readonly record struct SungLine(string Text, double Start, double End);

/// <summary>What the voice sings.</summary>
internal sealed record Song(IReadOnlyList<SungNote> Notes, IReadOnlyList<SungLine> Lines)
{
    public static Song Silent { get; } = new([], []);
}

/// <summary>Everything that is to be played.</summary>
internal sealed record Score
{
    public required Style Style { get; init; }

    public required Clock Clock { get; init; }

    public required Form Form { get; init; }

    public required Harmony Harmony { get; init; }

    public required IReadOnlyList<Part> Parts { get; init; }

    public required Song Sung { get; init; }

    public required long Seed { get; init; }

    /// <summary>Length in frames.</summary>
    public int Frames => Form.Frames;

    /// <summary>Names of what plays.</summary>
    public IReadOnlyList<string> Instruments =>
        [.. Parts.Select(part => Titles.Spaced(part.Timbre)).Concat(Sung.Notes.Count > 0 ? ["voice"] : Array.Empty<string>()).Distinct()];
}
