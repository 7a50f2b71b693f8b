using Unbraid.Audio;

namespace Unbraid.Separation;

/// <summary>What came out.</summary>
public sealed record SeparationResult
{
    /// <summary>Name of the model that ran, or of the models with commas between them.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the recipe, if there was one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Length of the song, exact, from the decoded sound.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Rate and channels of song and stems.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>How long it took, without loading the model.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Stem name to the path of its file, in the order of the model or the recipe.</summary>
    public required IReadOnlyDictionary<string, string> Stems { get; init; }

    /// <summary>The gain in dB that all stems got so that none clips, in whole tenths: 0, or less (<see cref="ClipMode.Rescale"/>).</summary>
    public double GainDb { get; init; }

    /// <summary>Things the user should know, one sentence each, for example that invalid samples were set to zero.</summary>
    public IReadOnlyList<string> Notes => [.. Advice.Select(note => note.Text)];

    /// <summary><see cref="Notes"/> with what can be done about them.</summary>
    internal IReadOnlyList<Note> Advice { get; init; } = [];
}
